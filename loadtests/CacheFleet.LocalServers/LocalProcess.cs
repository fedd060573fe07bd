using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CacheFleet.LocalServers;

/// <summary>One process that we started: its last lines, what it says, its end.</summary>
public sealed class LocalProcess : IDisposable
{
    private const int LinesKept = 40;

    private readonly Process _process;
    private readonly string _pidFile;
    private readonly Queue<string> _lines = new();
    private readonly string _name;

    private LocalProcess(string name, string folder, ProcessStartInfo start)
    {
        _name = name;
        _pidFile = Path.Combine(folder, "pid");
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    /// <summary>Hears every line of its standard output and error.</summary>
    public event Action<string>? Said;

    public int Pid => _process.Id;

    public bool HasExited => _process.HasExited;

    public static LocalProcess Start(
        string name, string folder, string program, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        var server = new LocalProcess(name, folder, start);
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        File.WriteAllText(server._pidFile, server.Pid.ToString(CultureInfo.InvariantCulture));
        return server;
    }

    /// <summary>
    /// Asks until the answer is yes; a process that has died, or is too slow, throws.
    /// </summary>
    public async Task WaitUntilAsync(Func<Task<bool>> ready, TimeSpan atMost)
    {
        var watch = Stopwatch.StartNew();
        while (!await ready())
        {
            if (_process.HasExited)
                throw Dead($"ended with exit code {_process.ExitCode}");
            if (watch.Elapsed > atMost)
                throw Dead($"was not ready after {atMost.TotalSeconds:0} s");
            await Task.Delay(20);
        }
    }

    public async Task WaitForExitAsync(TimeSpan atMost)
    {
        using var limit = new CancellationTokenSource(atMost);
        await _process.WaitForExitAsync(limit.Token);
        if (_process.ExitCode != 0)
            throw Dead($"ended with exit code {_process.ExitCode}");
    }

    /// <summary>One line for its standard input.</summary>
    public async Task WriteLineAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>The polite signal first; SIGKILL for whatever is left after five seconds.</summary>
    public async Task StopAsync(int signal)
    {
        if (!_process.HasExited)
        {
            Signals.SendToFamily(Pid, Signals.Continue);
            Signals.Send(Pid, signal);
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                await KillAsync();
            }
        }

        File.Delete(_pidFile);
    }

    public async Task KillAsync()
    {
        if (!_process.HasExited)
            Signals.SendToFamily(Pid, Signals.Kill);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await _process.WaitForExitAsync(limit.Token);
        File.Delete(_pidFile);
    }

    public void Dispose() => _process.Dispose();

    public static async Task<bool> ListensAsync(int port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > LinesKept)
                _lines.Dequeue();
        }

        Said?.Invoke(line);
    }

    public bool HasSaid(string text)
    {
        lock (_lines)
            return _lines.Any(line => line.Contains(text, StringComparison.Ordinal));
    }

    private InvalidOperationException Dead(string what)
    {
        lock (_lines)
            return new InvalidOperationException($"{_name} (pid {Pid}) {what}. Its last lines:"
                + Environment.NewLine + string.Join(Environment.NewLine, _lines.TakeLast(15)));
    }
}
