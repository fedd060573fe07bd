using System.Globalization;
using CacheFleet.Caching.Storing;

namespace CacheFleet.Interleavings.Tests.Running;

/// <summary>Says what happened in a step, for a reader who has only the schedule before him.</summary>
internal static class Narration
{
    public static string Of(Step step, object? result, Exception? error, Ending ending) =>
        Does(step) + (error is not null ? ": it fails" : Ended(step, result)) + ending switch
        {
            Ending.Lost => " (never reached the store)",
            Ending.AnswerLost => " (done, but the answer got lost)",
            _ => "",
        };

    private static string Does(Step step) => step.Kind switch
    {
        StepKind.Begin => "begins a read",
        StepKind.Glance => "looks, cheaply",
        StepKind.Look => "looks",
        StepKind.Fill => $"fills in v{step.Version} under its lease",
        StepKind.Release => "gives its lease back",
        StepKind.Put => $"writes v{step.Version} through",
        StepKind.Write => $"writes v{step.Version} without a guard",
        StepKind.Delete => "deletes the entry",
        StepKind.Invalidate when step.Version == 0 => "invalidates the entry, version unknown",
        StepKind.Invalidate => $"invalidates what is older than v{step.Version}",
        StepKind.Load => "reads the origin",
        StepKind.Hear => "hears of",
        _ => "commits",
    };

    private static string Ended(Step step, object? result) => result switch
    {
        Sight sight => ": " + Seen(sight, step.Kind),
        Filled filled => filled switch
        {
            Filled.Stored => ": stored",
            Filled.LeaseRefused => ": refused, the lease is void",
            Filled.VersionRefused => ": refused, something newer is known",
            Filled.NothingThere => ": nothing to replace, a tombstone stays",
            _ => ": no answer",
        },
        Invalidated invalidated => ": " + (invalidated switch
        {
            Invalidated.Deleted => "dropped",
            Invalidated.NothingThere => "nothing there, a tombstone stays",
            Invalidated.AlreadyNewer => "left alone, it is as new",
            _ => "no answer",
        }),
        StoreTrouble trouble => trouble == StoreTrouble.None ? "" : ": no answer",
        long version when step.Kind != StepKind.Begin =>
            " v" + version.ToString(CultureInfo.InvariantCulture),
        _ => "",
    };

    private static string Seen(in Sight sight, StepKind kind) => sight.Kind switch
    {
        SightKind.Fresh => $"v{sight.Entry.Version}",
        SightKind.Stale when sight.Lease is not null =>
            $"v{sight.Entry.Version}, due; has the lease",
        SightKind.Stale => $"v{sight.Entry.Version}, due; another has the lease",
        SightKind.Absent when kind == StepKind.Glance => "nothing there",
        SightKind.Absent => "nothing there; has the lease",
        SightKind.Busy => "nothing there; another has the lease, waits",
        _ => "no answer",
    };
}
