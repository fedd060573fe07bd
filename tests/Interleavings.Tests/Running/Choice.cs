namespace CacheFleet.Interleavings.Tests.Running;

internal enum ChoiceKind
{
    Step,
    CallLost,
    AnswerLost,
    LoadFails,
    Dies,
    LeaseEnds,
    EntryIsDue,
    EntryExpires,
    RecordExpires,
    Eviction,
    StoreLost,
    RestEnds,
}

/// <summary>One thing that the scheduler may let happen next.</summary>
/// <param name="Kind">What.</param>
/// <param name="Which">The parked step, by place; -1 for none; the actor that dies, by index.</param>
/// <param name="Costs">Whether it is one of the schedule's mishaps.</param>
internal readonly record struct Choice(ChoiceKind Kind, int Which = 0, bool Costs = true);
