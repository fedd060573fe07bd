using System.CommandLine;
using CacheFleet.LoadTests.Fleet;
using Spectre.Console;

namespace CacheFleet.LoadTests.Commands;

/// <summary>
/// <c>fault</c> shows the fleet's processes and links, <c>fault kill redis-server</c> kills one: what
/// the dashboard's buttons do, for a runbook and for scripts.
/// </summary>
internal static class FaultCommand
{
    public static Command Create(IAnsiConsole console, TextWriter errors)
    {
        var action = new Argument<string?>("action")
        {
            Description = $"one of {string.Join(", ", FaultDesk.Actions)} (default: show all)",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var resource = new Argument<string?>("resource")
        {
            Description = "redis-server, api-x7k2m9qd, worker-kafka, …: what `fault` shows",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var target = new CommonOptions().Target;
        var at = new Option<string?>("--desk")
        {
            Description = "where the AppHost takes orders, as `fault` shows (default: a replica tells)",
        };
        var command = new Command("fault", "kill, pause, resume, start a process of the fleet; cut, mend a link")
        {
            action, resource, target, at,
        };
        command.Validators.Add(result =>
        {
            var (what, whom) = (result.GetValue(action), result.GetValue(resource));
            if (what is not null && !FaultDesk.Actions.Contains(what))
                result.AddError($"'{what}' is none of {string.Join(", ", FaultDesk.Actions)}.");
            else if (what is not null && whom is null)
                result.AddError($"Say whom to {what}: `fault` shows who there is.");
        });
        command.SetAction(async (parsed, ct) =>
        {
            try
            {
                using var desk = parsed.GetValue(at) is { } address
                    ? new FaultDesk(new Uri(address))
                    : await FaultDesk.FindAsync(FleetAddress.Find(
                        parsed.GetValue(target), Environment.GetEnvironmentVariable), ct);
                if (parsed.GetValue(action) is { } what)
                    await desk.OrderAsync(parsed.GetValue(resource)!, what, ct);
                await WriteAsync(console, desk, ct);
                return ExitCode.Passed;
            }
            catch (Exception e) when (Session.IsTrouble(e))
            {
                await errors.WriteLineAsync($"error: {e.Message}");
                return ExitCode.NotRun;
            }
        });
        return command;
    }

    private static async Task WriteAsync(
        IAnsiConsole console, FaultDesk desk, CancellationToken ct)
    {
        foreach (var one in await desk.ResourcesAsync(ct))
        {
            var what = one.IsLink ? "link" : $"pid {one.Pid}";
            console.WriteLine($"{one.Instance,-28} {one.State,-12} {one.Health ?? "–",-10} {what}");
        }

        console.WriteLine($"desk: {desk.Address}");
    }
}
