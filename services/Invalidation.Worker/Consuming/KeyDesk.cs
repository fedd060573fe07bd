using CacheFleet.Caching.Kafka.Consuming;
using CacheFleet.Caching.Kafka.Encoding;
using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace CacheFleet.Invalidation.Worker.Consuming;

/// <summary>Sees every event to its end: applied, waiting for its next try, or a dead letter.</summary>
/// <remarks>
/// A failure counts against a key only in a round in which Redis took another one, or a probe: while Redis is away as a
/// whole everything waits, for as long as it takes, and nothing dies. Not for two threads at a time.
/// </remarks>
internal sealed class KeyDesk(
    IKeyApplier applier, Diagnosis diagnosis, Burials burials, WaitingRoom waiting, IOptions<WorkerOptions> options)
{
    // Enough to see whether a dark store is back.
    private const int Probe = 8;

    private readonly OffsetLedger _ledger = new();
    private readonly WorkerOptions _options = options.Value;
    private bool _dark;

    /// <summary>For so many further events there is room before some of those here are done.</summary>
    public int Room => Math.Max(0, _options.MaxWaiting - waiting.Events);

    /// <summary>What waits for another try; null if nothing does.</summary>
    public string? Trouble => waiting.Keys == 0
        ? null
        : $"{waiting.Events} events of {waiting.Keys} keys undone{(_dark ? ", Redis is dark" : "")}";

    /// <summary>When there is something to do, if no event comes.</summary>
    public TimeSpan? NextIn => waiting.NextIn;

    public void Add(ReceivedEvent received)
    {
        _ledger.Take(received.At);
        switch (received.Content)
        {
            case Decoding.Known known:
                waiting.Add(received, known.Change);
                break;
            case Decoding.Undecodable { Cause: var cause, IsNewer: var newer }:
                burials.Begin(KeyWork.Hopeless(
                    received, new Verdict(newer ? "newer_version" : "undecodable", cause)));
                break;
            default:
                _ledger.Done(received.At);
                break;
        }
    }

    /// <summary>One round: tries what is due.</summary>
    /// <returns>The positions up to which everything has come to its end.</returns>
    public async Task<IReadOnlyList<TopicPartitionOffset>> WorkAsync()
    {
        var due = waiting.TakeDue(_dark ? Probe : _options.BatchSize);
        foreach (var hopeless in due.Where(work => work.Verdict is not null))
            burials.Begin(hopeless);
        List<KeyWork> tried = [.. due.Where(work => work.Verdict is null)];
        if (tried.Count > 0)
            await JudgeAsync(tried, await TryAsync(tried));
        while (burials.TryTakeEnded(out var work, out var trouble))
        {
            if (trouble is null)
                Settle(work);
            else
                waiting.PutBack(work);
        }

        return _ledger.TakeSettled();
    }

    private async Task<Applied[]> TryAsync(List<KeyWork> keys)
    {
        try
        {
            return await applier.ApplyAsync(keys);
        }
        catch (Exception e) when (keys.Count == 1)
        {
            // Not Redis' trouble but this event's.
            keys[0].OwnFaults = _options.MaxAttempts;
            keys[0].Verdict = new Verdict("failed", e.Message, e.ToString());
            return [Applied.Refused];
        }
        catch (Exception)
        {
            // One of them threw: one by one, to see which. Applying twice changes nothing.
            var outcomes = new Applied[keys.Count];
            for (var at = 0; at < keys.Count; at++)
                outcomes[at] = (await TryAsync([keys[at]]))[0];
            return outcomes;
        }
    }

    private async Task JudgeAsync(List<KeyWork> keys, Applied[] outcomes)
    {
        // Where all were refused, be it one on an idle topic, a key that nobody has tells whose fault it is.
        var answers = outcomes.Contains(Applied.Done)
            || (outcomes.Contains(Applied.Refused) && await applier.TakesAsync());
        if (answers && _dark)
            waiting.WakeAll();
        _dark = !answers && outcomes.Contains(Applied.Refused);
        for (var at = 0; at < keys.Count; at++)
        {
            var work = keys[at];
            if (outcomes[at] == Applied.Done)
            {
                Settle(work);
                continue;
            }

            if (outcomes[at] == Applied.Unknown)
                work.Verdict = new Verdict("unknown_family", $"no family or key '{work.Subject}'");
            else if (answers && outcomes[at] == Applied.Refused && ++work.OwnFaults >= _options.MaxAttempts)
                work.Verdict ??= await diagnosis.OfAsync(work.Newest!, work.OwnFaults);
            if (work.Verdict is not null)
                burials.Begin(work);
            else
                waiting.PutBack(work);
        }
    }

    private void Settle(KeyWork work)
    {
        foreach (var received in work.Events)
            _ledger.Done(received.At);
    }
}
