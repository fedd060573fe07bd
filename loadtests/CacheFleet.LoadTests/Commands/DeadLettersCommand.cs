using System.CommandLine;
using CacheFleet.LoadTests.Fleet;
using Spectre.Console;

namespace CacheFleet.LoadTests.Commands;

/// <summary>
/// <c>dead-letters list|show|redrive|discard</c>: the worker's command of that name, run beside the
/// worker of a running fleet, which knows where the letters are.
/// </summary>
internal static class DeadLettersCommand
{
    public const string Verb = "dead-letters";

    public static Command Create(IAnsiConsole console, TextWriter errors)
    {
        var words = new Argument<string[]>("words")
        {
            Description = "list, show ID, redrive ID, discard ID",
            Arity = ArgumentArity.OneOrMore,
        };
        var all = new Option<bool>("--all") { Description = "every letter, in place of an ID" };
        var target = new CommonOptions().Target;
        var command = new Command(Verb, "what the worker could not apply; put back, or given up")
        {
            words, all, target,
        };
        command.SetAction(async (parsed, ct) =>
        {
            try
            {
                var worker = await WorkerCommand.FindAsync(FleetAddress.Find(
                    parsed.GetValue(target), Environment.GetEnvironmentVariable), ct);
                string[] every = parsed.GetValue(all) ? ["--all"] : [];
                var answer = await worker.RunAsync(
                    [Verb, .. parsed.GetValue(words) ?? [], .. every], ct);
                console.Write(new Text(answer.Printed));
                await errors.WriteAsync(answer.Errors);
                return answer.ExitCode;
            }
            catch (Exception e) when (Session.IsTrouble(e))
            {
                await errors.WriteLineAsync($"error: {e.Message}");
                return ExitCode.NotRun;
            }
        });
        return command;
    }
}
