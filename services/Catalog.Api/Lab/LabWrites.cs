using CacheFleet.Catalog.Api.Http;
using CacheFleet.Catalog.Api.Origin;

namespace CacheFleet.Catalog.Api.Lab;

/// <summary>What becomes of a write whose database is in trouble.</summary>
internal enum WriteFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The database refuses it, and says so.</summary>
    Refused,

    /// <summary>No answer came, and nothing was committed.</summary>
    LostRequest,

    /// <summary>No answer came, and it was committed all the same.</summary>
    LostAnswer,
}

/// <summary>Holds writes after their commit where their request asked to, and has some of them fail.</summary>
internal sealed class LabWrites(LabGates gates) : IWriteSeam
{
    // Flow from the request into its transaction.
    private static readonly AsyncLocal<bool> Splits = new();
    private static readonly AsyncLocal<WriteFault> Fault = new();

    public bool AnnouncesAfterCommit => Splits.Value;

    public static void AnnounceAfterCommit() => Splits.Value = true;

    public static void FailWith(WriteFault fault) => Fault.Value = fault;

    public ValueTask BeforeCommitAsync(CancellationToken cancellation) => Fault.Value switch
    {
        WriteFault.Refused => throw ProblemException.Unavailable("The database refused the change."),
        WriteFault.LostRequest => throw NoAnswer(),
        _ => ValueTask.CompletedTask,
    };

    public async ValueTask AfterCommitAsync()
    {
        await gates.PassAsync(CancellationToken.None);
        if (Fault.Value == WriteFault.LostAnswer)
            throw NoAnswer();
    }

    private static TimeoutException NoAnswer() => new("The database did not answer in time.");
}
