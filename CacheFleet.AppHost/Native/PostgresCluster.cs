using System.Diagnostics;
using System.Text;

namespace CacheFleet.AppHost.Native;

/// <summary>
/// The files of one PostgreSQL, made on the first start. PostgreSQL refuses to run as root, so root hands the folder
/// to the user `postgres` (which Debian's package creates) and runs every program as that user.
/// </summary>
internal sealed class PostgresCluster
{
    private const string User = "postgres";

    private PostgresCluster(string workingFolder) => WorkingFolder = workingFolder;

    public string WorkingFolder { get; }

    public string Folder => Path.Combine(WorkingFolder, "cluster");

    public static PostgresCluster Prepare(DataFolder data)
    {
        var asRoot = Environment.IsPrivilegedProcess;
        var cluster = new PostgresCluster(
            asRoot ? data.ForOtherUser("postgres") : data.For("postgres"));
        if (!Directory.Exists(cluster.Folder)) cluster.Create(asRoot);
        return cluster;
    }

    /// <summary>A program of PostgreSQL and its arguments, as the user that may run it.</summary>
    public static (string Command, string[] Arguments) Command(string program, string[] arguments)
    {
        var path = Programs.FindPostgres(program);
        return Environment.IsPrivilegedProcess
            // setpriv becomes the program: signals reach the server itself, unlike through runuser or su.
            ? (Programs.Find("setpriv", "util-linux"),
                [$"--reuid={User}", $"--regid={User}", "--init-groups", path, .. arguments])
            : (path, arguments);
    }

    // Made beside its place and moved there when whole: an interrupted start leaves nothing that looks finished.
    private void Create(bool asRoot)
    {
        var making = Folder + ".making";
        if (Directory.Exists(making)) Directory.Delete(making, recursive: true);
        if (asRoot) Run(Programs.Find("chown", "coreutils"), [User, WorkingFolder]);
        RunAsOwner("initdb",
        [
            "-D", making, "-U", User, "--auth=trust", "--encoding=UTF8", "--locale=C",
        ]);
        Directory.Move(making, Folder);
    }

    private void RunAsOwner(string program, string[] arguments)
    {
        var (command, all) = Command(program, arguments);
        Run(command, all);
    }

    private void Run(string command, string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = WorkingFolder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)
            ?? throw new FleetException($"{command} did not start");
        var said = new StringBuilder();
        process.OutputDataReceived += (_, line) => Add(said, line.Data);
        process.ErrorDataReceived += (_, line) => Add(said, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Close();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new FleetException(
                $"{command} {string.Join(' ', arguments)} ended with {process.ExitCode}: {said}");
        }
    }

    private static void Add(StringBuilder said, string? line)
    {
        lock (said) said.Append(line).Append(' ');
    }
}
