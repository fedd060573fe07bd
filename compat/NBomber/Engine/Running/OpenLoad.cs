using NBomber.Engine.Loading;
using NBomber.Engine.Timing;

namespace NBomber.Engine.Running;

/// <summary>Starts iterations at their planned times and waits for none of them.</summary>
internal sealed class OpenLoad(ScenarioRun run)
{
    private readonly CopyPool _copies = new(run.NewCopy);
    private readonly Pace _pace = Pace.For(run.Session.Surroundings.Time);

    public async Task RunAsync(Stage stage, TimeSpan start)
    {
        var intended = Arrivals.Of(stage, run.Random)
            .TakeWhile(arrival => arrival < stage.Length)
            .Select(arrival => start + arrival);
        await _pace.WalkAsync(intended, run.Clock, Launch, run.Stopper.Token);
        if (stage.Planned is not null)
            await run.Clock.UntilAsync(start + stage.Length, run.Stopper.Token);
    }

    private void Launch(TimeSpan intended)
    {
        var limit = run.Session.Surroundings.MaxInFlight;
        if (run.UnderWay.TryEnter(limit))
            run.Session.Surroundings.Start(() => IterateAsync(intended));
        else
            run.Record(
                StandardResponses.InFlightLimit(limit), run.Clock.Elapsed - intended, stepBytes: 0);
    }

    private async Task IterateAsync(TimeSpan intended)
    {
        var copy = _copies.Rent();
        await copy.IterateAsync(intended);
        _copies.Return(copy);
        run.UnderWay.Leave();
    }
}
