using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestrator;

/// <summary>Looks a command up as a shell would, but says clearly when it is not there.</summary>
internal static class Programs
{
    public static string Find(ExecutableResource executable)
    {
        var command = executable.Command;
        if (!Directory.Exists(executable.WorkingDirectory))
        {
            throw new DistributedApplicationException(
                $"The working directory of '{executable.Name}', '{executable.WorkingDirectory}', "
                + "does not exist: create it, or give another to AddExecutable.");
        }

        var path = command.Contains(Path.DirectorySeparatorChar)
            ? Existing(Path.GetFullPath(command, executable.WorkingDirectory))
            : OnPath(command);
        return path ?? throw new DistributedApplicationException(
            $"'{executable.Name}' needs the program '{command}', which is "
            + (Path.IsPathRooted(command) ? "not there" : "not on PATH")
            + ": install it, or give its path to AddExecutable.");
    }

    public static string? OnPath(string command)
        => (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Existing(Path.Combine(folder, command)))
            .FirstOrDefault(path => path is not null);

    private static string? Existing(string path) => File.Exists(path) ? path : null;
}
