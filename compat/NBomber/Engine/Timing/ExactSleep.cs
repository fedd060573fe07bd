using System.Runtime.InteropServices;

namespace NBomber.Engine.Timing;

/// <summary>Blocks the thread for parts of a millisecond where the system can, for whole ones
/// elsewhere.</summary>
internal static partial class ExactSleep
{
    // Long sleeps come in pieces, so that a stop is heard soon.
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(20);

    // Nearer arrivals share a wake-up: waking a thread costs more than what it is woken for. Above
    // 2,000 arrivals a second an iteration may therefore begin, and count as begun, up to 0.5 ms
    // late.
    private static readonly TimeSpan Shortest = TimeSpan.FromMicroseconds(500);

    public static void Sleep(TimeSpan time)
    {
        // The clock has moved on since the caller looked: what is left may be below zero.
        time = time < Shortest ? Shortest : time > Longest ? Longest : time;
        if (OperatingSystem.IsWindows())
            Thread.Sleep((int)Math.Ceiling(time.TotalMilliseconds));
        else
            _ = MicrosecondSleep((uint)time.TotalMicroseconds);
    }

    [LibraryImport("libc", EntryPoint = "usleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int MicrosecondSleep(uint microseconds);
}
