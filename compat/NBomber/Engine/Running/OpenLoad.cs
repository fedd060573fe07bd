using NBomber.Engine.Loading;

namespace NBomber.Engine.Running;

/// <summary>Starts iterations at their planned times and waits for none of them.</summary>
internal sealed class OpenLoad(ScenarioRun run)
{
    private readonly CopyPool _copies = new(run.NewCopy);

    public async Task RunAsync(Stage stage, TimeSpan start)
    {
        foreach (var arrival in Arrivals.Of(stage, run.Random))
        {
            if (arrival >= stage.Length)
                break;
            var intended = start + arrival;
            if (intended > run.Clock.Elapsed)
                await run.Clock.UntilAsync(intended, run.Stopper.Token);
            if (run.Stopper.Stopped)
                return;
            Launch(intended);
        }
        if (stage.Planned is not null)
            await run.Clock.UntilAsync(start + stage.Length, run.Stopper.Token);
    }

    private void Launch(TimeSpan intended)
    {
        var limit = run.Session.Surroundings.MaxInFlight;
        if (!run.UnderWay.TryEnter(limit))
        {
            run.Record(
                StandardResponses.InFlightLimit(limit), run.Clock.Elapsed - intended, stepBytes: 0);
            return;
        }
        run.Session.Surroundings.Start(() => IterateAsync(intended));
    }

    private async Task IterateAsync(TimeSpan intended)
    {
        var copy = _copies.Rent();
        await copy.IterateAsync(intended);
        _copies.Return(copy);
        run.UnderWay.Leave();
    }
}
