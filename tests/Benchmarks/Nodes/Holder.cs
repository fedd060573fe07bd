using System.Diagnostics;
using System.Globalization;
using CacheFleet.Caching;
using CacheFleet.LocalServers;

namespace CacheFleet.Benchmarks.Nodes;

/// <summary>
/// This program as another process that holds leases: it reads rows and waits before it fills.
/// </summary>
internal sealed class Holder : IAsyncDisposable
{
    public const string Command = "hold";
    private const string Loading = "loading";

    private readonly Process _process;

    private Holder(Process process) => _process = process;

    public static async Task<Holder> StartAsync(
        string redis, EntryPolicy policy, int first, int count)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        // Under dotnet the program is its first argument.
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
            start.ArgumentList.Add(typeof(Holder).Assembly.Location);
        foreach (var argument in new[]
        {
            Command, redis, $"{policy.Guard}", $"{first}", $"{count}",
        })
            start.ArgumentList.Add(argument);
        var holder = new Holder(Process.Start(start)!);
        for (var i = 0; i < count; i++)
        {
            if (await holder._process.StandardOutput.ReadLineAsync() != Loading)
                throw new InvalidOperationException("The holder did not load.");
        }

        return holder;
    }

    public void Stop() => Signals.Send(_process.Id, Signals.Stop);

    /// <summary>Lets it fill what it read before, and says what became of its fills.</summary>
    public async Task<(int Refused, int Stored)> GoOnAsync()
    {
        Signals.Send(_process.Id, Signals.Continue);
        await _process.StandardInput.WriteLineAsync();
        await _process.StandardInput.FlushAsync();
        var said = (await _process.StandardOutput.ReadLineAsync() ?? "").Split(' ');
        var culture = CultureInfo.InvariantCulture;
        return (int.Parse(said[0], culture), int.Parse(said[1], culture));
    }

    /// <summary>What the other process does.</summary>
    public static async Task HoldAsync(string redis, string guard, int first, int count)
    {
        var goOn = new TaskCompletionSource();
        await using var node = await Versioned.StartAsync(redis, PolicyOf(guard), version: 1, _ =>
        {
            Console.WriteLine(Loading);
            return goOn.Task;
        });
        var reads = Enumerable.Range(first, count).Select(id => node.ReadAsync(id).AsTask()).ToList();
        await Console.In.ReadLineAsync();
        goOn.SetResult();
        var answers = await Task.WhenAll(reads);
        Console.WriteLine($"{answers.Count(answer => answer.Fill == FillOutcome.LeaseRefused)} "
            + $"{answers.Count(answer => answer.Fill == FillOutcome.Stored)}");
    }

    private static EntryPolicy PolicyOf(string guard) =>
        guard == $"{FillGuard.Lock}" ? Policies.Locked : Policies.Leased;

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
