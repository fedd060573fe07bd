namespace CacheFleet.Protocol.Node.Messages;

/// <summary>
/// Maelstrom's error codes. Below 20 except 10, 12, 14 the outcome may be indefinite.
/// </summary>
internal enum ErrorCode
{
    NotSupported = 10,
    TemporarilyUnavailable = 11,
    MalformedRequest = 12,
    Crash = 13,
    Abort = 14,
    KeyDoesNotExist = 20,
    KeyAlreadyExists = 21,
    PreconditionFailed = 22,
}

/// <summary>Ends a request with an error reply.</summary>
internal sealed class ProtocolException(ErrorCode code, string text) : Exception(text)
{
    public ErrorCode Code => code;
}
