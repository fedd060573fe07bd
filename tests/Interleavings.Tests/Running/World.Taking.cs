using CacheFleet.Caching.Storing;

namespace CacheFleet.Interleavings.Tests.Running;

/// <summary>Parks steps, says what may happen next, and lets it happen.</summary>
internal sealed partial class World
{
    public Task<T> ParkAsync<T>(
        StepKind kind, long version, Func<T> effect, Func<T>? trouble = null)
    {
        var step = new Step<T>(Actor.Current, kind, version, effect,
            trouble ?? (() => throw new OriginFailedException()));
        // What is left of a dead process may still be woken, and goes no further.
        if (step.By.Node.IsDead)
            return step.Done;
        // In the order of the actors, so that equal states list equal choices.
        var place = _parked.FindLastIndex(p => p.By.Index <= step.By.Index) + 1;
        _parked.Insert(place, step);
        return step.Done;
    }

    public void Take(Choice choice)
    {
        if (++Steps > MostSteps)
            throw new InvalidOperationException("A schedule does not end.");
        if (choice.Kind != ChoiceKind.Step && choice.Costs)
            _mishaps++;
        switch (choice.Kind)
        {
            case ChoiceKind.Step:
                TakeStep(choice.Which, Ending.Done);
                break;
            case ChoiceKind.CallLost:
            case ChoiceKind.LoadFails:
                TakeStep(choice.Which, Ending.Lost);
                break;
            case ChoiceKind.AnswerLost:
                TakeStep(choice.Which, Ending.AnswerLost);
                break;
            case ChoiceKind.Dies:
                Kill(_actors[choice.Which]);
                break;
            default:
                Happen(choice);
                break;
        }
        FindTrouble();
        List();
    }

    private void TakeStep(int place, Ending ending)
    {
        var step = _parked[place];
        Finish(step, ending);
        // A read begins with its first look, if nothing of its process can come between.
        if (step.Kind == StepKind.Begin && _scenario.Processes == 0
            && _parked.Find(p => p.By == step.By && p.IsOfStore) is { } first)
        {
            Finish(first, Ending.Done);
        }
    }

    private void Finish(Step step, Ending ending)
    {
        _parked.Remove(step);
        var news = WakeUps.Expect(_key);
        OneThread.Apart(() => step.Happen(ending));
        var woke = news.News.IsCompleted;
        WakeUps.Leave(_key, news);
        step.By.Node.Remember(Results.Mix((ulong)step.By.Index << 8 | (ulong)step.Kind, step.Came));
        if (woke)
            RememberEverywhere(1);
        Say(step.By.Name, step.Tell);
        _thread.Run(step.Resume);
    }

    private void Kill(Actor actor)
    {
        var node = actor.Node;
        node.Die();
        foreach (var victim in _actors.Where(a => a.Node == node))
            victim.Die();
        _parked.RemoveAll(step => step.By.Node == node);
        Say(actor.Name, () => "dies");
    }

    private void Happen(Choice choice)
    {
        switch (choice.Kind)
        {
            case ChoiceKind.Eviction:
                OneThread.Apart(() => _ = _store.DeleteAsync([_key], default).AsTask());
                Say("--", () => "the store evicts the entry, its fence and its tombstone");
                break;
            case ChoiceKind.StoreLost:
                _store.Clear();
                Say("--", () => "the store restarts empty");
                if (choice.Which >= 0)
                    Finish(_parked[choice.Which], Ending.Lost);
                break;
            default:
                var (by, what) = Time(choice.Kind);
                Say("--", () => $"{what}: {by.TotalSeconds:0.###} s pass");
                Pass(by);
                break;
        }
    }

    private void Pass(TimeSpan by)
    {
        if (_parked.Count == 0 && Clock.Armed == 0)
            throw new InvalidOperationException("Everybody waits, and for nothing.");
        RememberEverywhere(2);
        _thread.Run(() => OneThread.Apart(() => Clock.Advance(by)));
    }

    private (TimeSpan By, string What) Time(ChoiceKind kind)
    {
        var held = _store.Peek(_key);
        return kind switch
        {
            ChoiceKind.LeaseEnds => (Until(held!.LeaseUntil), "the lease ends"),
            ChoiceKind.EntryIsDue => (Until(held!.Value!.Value.FreshUntil), "the soft TTL ends"),
            ChoiceKind.EntryExpires => (Until(held!.Value!.Value.KeepUntil), "the entry expires"),
            ChoiceKind.RecordExpires => (Until(held!.ExpiresAt), "fence and tombstone are forgotten"),
            _ => (_scenario.Policy.RestWhileBusy.Span, "nobody wakes the waiting"),
        };
    }

    private TimeSpan Until(long time) =>
        TimeSpan.FromMilliseconds(time - Clock.GetUtcNow().ToUnixTimeMilliseconds());

    private void RememberEverywhere(ulong happened) => _nodes.ForEach(n => n.Remember(happened));

    // An actor that ends in an exception is a fault of the code, whatever the schedule.
    private void FindTrouble()
    {
        if (_actors.Find(actor => actor.Life.IsFaulted) is { } fallen)
            Violation ??= $"{fallen.Name} failed: {fallen.Life.Exception!.InnerException}";
    }

    private void Say(string who, Func<string> what) => _lines?.Add($"{who,-3} {what()}");
}
