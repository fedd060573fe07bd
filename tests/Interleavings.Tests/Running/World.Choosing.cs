namespace CacheFleet.Interleavings.Tests.Running;

/// <summary>What may happen next, and the state it would happen in.</summary>
internal sealed partial class World
{
    /// <summary>A number for the state: equal states have equal futures.</summary>
    /// <remarks>
    /// The store's record, the row, the time, and for each process the history of what it was told. Fences count
    /// by their equality alone, so the number that the next one will have is left out. 64 bits: two states of a
    /// million are confused with a chance of 3 in 10^8.
    /// </remarks>
    public ulong Fingerprint()
    {
        var state = Results.Mix((ulong)_row, Returned);
        state = Results.Mix(state, (Clock.GetUtcNow() - _began).Ticks);
        state = Results.Mix(state, _mishaps * 2 + (Violation is null ? 0 : 1));
        state = Results.Mix(state, Record());
        foreach (var node in _nodes)
            state = Results.Mix(state, node.History);
        foreach (var actor in _actors)
            state = Results.Mix(state, actor.Floor * 2 + (actor.IsDone ? 1 : 0));
        foreach (var step in _parked)
            state = Results.Mix(state, step.By.Index * 64 + (long)step.Kind);
        return state;
    }

    private ulong Record()
    {
        if (_store.Peek(_key) is not { } held)
            return 1;
        var state = Results.Mix(2, held.Fence ?? -1);
        state = Results.Mix(state, held.LeaseUntil);
        state = Results.Mix(state, held.Gone);
        state = Results.Mix(state, held.ExpiresAt);
        state = Results.Mix(state, held.HasWaiters ? 1 : 0);
        return held.Value is { } value ? Results.Number(state, value) : state;
    }

    private void List()
    {
        _choices.Clear();
        for (var i = 0; i < _parked.Count; i++)
        {
            if (_parked[i].By is not Log { MayBegin: false })
                _choices.Add(new(ChoiceKind.Step, i, Costs: false));
        }
        if (AllDone)
            return;
        // Nothing but waiting is left: it costs no mishap to wait.
        if (_choices.Count == 0 && Clock.Armed > 0)
            _choices.Add(new(ChoiceKind.RestEnds, Costs: false));
        if (_mishaps < _scenario.MostMishaps)
            ListMishaps();
        if (_choices.Count == 0 && !_actors.TrueForAll(a => a.IsDone || a is Log { MayBegin: false }))
            throw new InvalidOperationException("Everybody waits, and for nothing.");
    }

    // Only those that would change anything.
    private void ListMishaps()
    {
        var now = Clock.GetUtcNow().ToUnixTimeMilliseconds();
        var held = _store.Peek(_key) is { } record && record.ExpiresAt > now ? record : null;
        Offer(Mishaps.LeaseEnds, held?.LeaseUntil > now, ChoiceKind.LeaseEnds);
        Offer(Mishaps.EntryIsDue, held?.Value?.FreshUntil > now, ChoiceKind.EntryIsDue);
        Offer(Mishaps.EntryExpires, held?.Value?.KeepUntil > now, ChoiceKind.EntryExpires);
        Offer(Mishaps.RecordExpires, held is not null, ChoiceKind.RecordExpires);
        Offer(Mishaps.Eviction, held is not null, ChoiceKind.Eviction);
        Offer(Mishaps.StoreLost, held is not null, ChoiceKind.StoreLost, -1);
        Offer(Mishaps.RestEnds, Clock.Armed > 0, ChoiceKind.RestEnds);
        for (var i = 0; i < _parked.Count; i++)
        {
            var step = _parked[i];
            Offer(Mishaps.LoadFails, step.Kind == StepKind.Load, ChoiceKind.LoadFails, i);
            Offer(Mishaps.StoreLost, held is not null && step.IsOfStore, ChoiceKind.StoreLost, i);
            Offer(Mishaps.CallFails, step.IsOfStore, ChoiceKind.CallLost, i);
            Offer(Mishaps.CallFails, step.IsOfStore, ChoiceKind.AnswerLost, i);
        }
        foreach (var actor in _actors)
        {
            Offer(Mishaps.ReaderDies, actor.Floor >= 0 && NobodyOwesIn(actor.Node),
                ChoiceKind.Dies, actor.Index);
            Offer(Mishaps.WriterDies, actor is Writer { Owes: true }, ChoiceKind.Dies, actor.Index);
        }
    }

    private bool NobodyOwesIn(Node node) =>
        !_actors.Exists(a => a.Node == node && a is Writer or Log && !a.IsDone);

    private void Offer(Mishaps mishap, bool wouldMatter, ChoiceKind kind, int which = 0)
    {
        if (wouldMatter && _scenario.Mishaps.HasFlag(mishap))
            _choices.Add(new(kind, which));
    }
}
