namespace Aspire.Hosting.ApplicationModel;

/// <param name="LineNumber">Counted from 1, per watcher.</param>
/// <param name="Content">The line, led by the time it was written at where that is known.</param>
/// <param name="IsErrorMessage">It came from the standard error stream, or was logged as an error.</param>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);

public readonly record struct LogSubscriber(string Name, bool AnySubscribers);
