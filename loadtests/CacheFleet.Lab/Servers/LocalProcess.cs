using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace CacheFleet.Lab.Servers;

/// <summary>One process that a scenario started; signals go to its pid only.</summary>
internal sealed partial class LocalProcess : IAsyncDisposable
{
    private const int SigStop = 19;
    private const int SigContinue = 18;
    private const int LinesKept = 15;

    private readonly Queue<string> _lines = new();
    private readonly Process _process;
    private readonly string _pidFile;

    private LocalProcess(Process process, string pidFile)
    {
        (_process, _pidFile) = (process, pidFile);
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginErrorReadLine();
        _process.BeginOutputReadLine();
    }

    /// <summary>Hears every line of its standard output and error.</summary>
    public event Action<string>? Said;

    public bool HasExited => _process.HasExited;

    public static LocalProcess Start(string folder, string program, params string[] arguments)
    {
        var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var pidFile = folder + ".pid";
        File.WriteAllText(pidFile, process.Id.ToString(CultureInfo.InvariantCulture));
        return new LocalProcess(process, pidFile);
    }

    /// <summary>
    /// Waits for the program's own end; throws with its last lines if that was no success.
    /// </summary>
    public async Task WaitForSuccessAsync(CancellationToken ct)
    {
        await _process.WaitForExitAsync(ct);
        if (_process.ExitCode != 0) throw Dead();
    }

    /// <summary>
    /// Asks until the answer is yes; throws if the process dies or takes too long.
    /// </summary>
    public async Task WaitUntilAsync(Func<Task<bool>> ready, CancellationToken ct)
    {
        for (var tries = 0; !await ready(); tries++)
        {
            if (_process.HasExited || tries > 1500) throw Dead();
            await Task.Delay(20, ct);
        }
    }

    public void WriteLine(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    public void Stop() => _ = Kill(_process.Id, SigStop);

    public void Continue() => _ = Kill(_process.Id, SigContinue);

    /// <summary>SIGKILL.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        File.Delete(_pidFile);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_lines)
        {
            _lines.Enqueue(line);
            if (_lines.Count > LinesKept) _lines.Dequeue();
        }
        Said?.Invoke(line);
    }

    private IOException Dead()
    {
        lock (_lines)
        {
            return new IOException($"{Path.GetFileName(_process.StartInfo.FileName)} did not do what it "
                + $"was started for. Its last lines: {string.Join(" | ", _lines)}");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
