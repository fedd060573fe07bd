using System.Diagnostics;
using CacheFleet.Testing;

namespace CacheFleet.Compat.Aspire.Tests.Hosting;

/// <summary>
/// The small AppHost as a process of its own; everything it starts inherits its mark.
/// </summary>
internal sealed class AppHostProcess : IDisposable
{
    private readonly string _mark = $"FLEET_UNDER_TEST={Guid.NewGuid():N}";
    private readonly Process _process;

    public AppHostProcess(params (string Name, string Value)[] settings)
    {
        var program = typeof(Projects.Compat_Aspire_AppHost).Assembly.Location[..^".dll".Length];
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var mark = _mark.Split('=');
        start.Environment[mark[0]] = mark[1];
        start.Environment["CACHEFLEET_ASPIRE_BUNDLE"] = Path.Combine(Repository.Tools, "aspire");
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        Output = _process.StandardOutput.ReadToEndAsync();
        Errors = _process.StandardError.ReadToEndAsync();
    }

    public Task<string> Output { get; }

    public Task<string> Errors { get; }

    public int Id => _process.Id;

    public async Task<int> ExitCodeAsync(TimeSpan patience)
    {
        await _process.WaitForExitAsync().WaitAsync(patience);
        return _process.ExitCode;
    }

    public void Kill() => _process.Kill();

    /// <summary>The command lines of all living processes with our mark.</summary>
    public IReadOnlyList<string> Living()
        => [.. Directory.EnumerateDirectories("/proc")
            .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
            .Where(folder => Read(folder, "environ").Contains(_mark, StringComparison.Ordinal))
            .Select(folder => Read(folder, "cmdline").Replace('\0', ' '))];

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private static string Read(string folder, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
