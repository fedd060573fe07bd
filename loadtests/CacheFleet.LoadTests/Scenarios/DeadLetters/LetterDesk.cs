using System.Diagnostics;
using System.Globalization;
using CacheFleet.LoadTests.Fleet;

namespace CacheFleet.LoadTests.Scenarios.DeadLetters;

/// <summary>One line of the worker's <c>dead-letters list</c>.</summary>
internal readonly record struct Letter(string Id, string Reason, DateTimeOffset DiedAt);

/// <summary>The dead letters, as an operator sees and settles them.</summary>
internal sealed class LetterDesk(WorkerCommand worker)
{
    private const string Verb = "dead-letters";
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>All that nobody has settled; the last line is their number.</summary>
    public async Task<IReadOnlyList<Letter>> ListAsync(CancellationToken ct) =>
        [.. (await AskAsync(ct, "list")).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split("  ", StringSplitOptions.RemoveEmptyEntries))
            .Where(cells => cells.Length >= 5)
            .Select(cells => new Letter(
                cells[0], cells[1], DateTimeOffset.Parse(cells[3], CultureInfo.InvariantCulture)))];

    public Task RedriveAsync(Letter letter, CancellationToken ct) => AskAsync(ct, "redrive", letter.Id);

    public Task DiscardAsync(Letter letter, CancellationToken ct) => AskAsync(ct, "discard", letter.Id);

    /// <summary>The letters that were not there before, once there are that many, or after a while.</summary>
    public async Task<IReadOnlyList<Letter>> NewAsync(
        IReadOnlyCollection<string> before, int count, CancellationToken ct)
    {
        var since = Stopwatch.StartNew();
        while (true)
        {
            List<Letter> fresh = [.. (await ListAsync(ct)).Where(one => !before.Contains(one.Id))];
            if (fresh.Count >= count || since.Elapsed > Patience) return fresh;
            await Task.Delay(BetweenLooks, ct);
        }
    }

    private async Task<string> AskAsync(CancellationToken ct, params string[] words)
    {
        var answer = await worker.RunAsync([Verb, .. words], ct);
        return answer.ExitCode == 0
            ? answer.Printed
            : throw new LabRefusedException(
                $"{Verb} {string.Join(' ', words)} ended with {answer.ExitCode}: {answer.Errors}");
    }
}
