using System.Diagnostics;
using System.Text;

namespace CacheFleet.LoadTests.Fleet;

/// <summary>
/// The worker's own commands (dead-letters, recover), run as an operator would beside it: the same
/// program with the same environment, so that it finds the same Kafka. Only on the fleet's machine.
/// </summary>
public sealed class WorkerCommand
{
    private const string Worker = "worker";

    private readonly string[] _program;
    private readonly Dictionary<string, string> _environment;

    private WorkerCommand(string[] program, Dictionary<string, string> environment) =>
        (_program, _environment) = (program, environment);

    /// <summary>
    /// By the pid that the AppHost names. Throws <see cref="FleetUnavailableException"/> if no worker
    /// runs, or not here.
    /// </summary>
    public static async Task<WorkerCommand> FindAsync(Uri target, CancellationToken ct)
    {
        using var desk = await FaultDesk.FindAsync(target, ct);
        var worker = (await desk.ResourcesAsync(ct))
            .FirstOrDefault(one => one is { Resource: Worker, Pid: not null });
        if (worker is null)
            throw new FleetUnavailableException("No worker runs: ./lab.sh fault start worker.");
        try
        {
            var words = await ReadAsync(worker.Pid!.Value, "cmdline", ct);
            // An apphost is its own first word; a library is the runtime's.
            var length = words[0].EndsWith("dotnet", StringComparison.Ordinal) ? 2 : 1;
            var settings = await ReadAsync(worker.Pid.Value, "environ", ct);
            return new WorkerCommand(words[..length], settings.Select(line => line.Split('=', 2))
                .Where(pair => pair.Length == 2).DistinctBy(pair => pair[0])
                .ToDictionary(pair => pair[0], pair => pair[1]));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FleetUnavailableException(
                $"Process {worker.Pid} of the worker cannot be seen from here: "
                + "run this on the fleet's machine, as its user.", e);
        }
    }

    /// <summary>Runs one command to its end.</summary>
    /// <returns>Its exit code, what it printed, and what it complained of.</returns>
    public async Task<WorkerAnswer> RunAsync(IEnumerable<string> words, CancellationToken ct)
    {
        var start = new ProcessStartInfo(_program[0], [.. _program[1..], .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in _environment) start.Environment[name] = value;
        using var command = Process.Start(start)!;
        try
        {
            var printed = command.StandardOutput.ReadToEndAsync(ct);
            var errors = command.StandardError.ReadToEndAsync(ct);
            await command.WaitForExitAsync(ct);
            return new WorkerAnswer(command.ExitCode, await printed, await errors);
        }
        finally
        {
            if (!command.HasExited) command.Kill();
        }
    }

    private static async Task<string[]> ReadAsync(int pid, string file, CancellationToken ct) =>
        Encoding.UTF8.GetString(await File.ReadAllBytesAsync($"/proc/{pid}/{file}", ct))
            .Split('\0', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>How a command of the worker ended.</summary>
public sealed record WorkerAnswer(int ExitCode, string Printed, string Errors);
