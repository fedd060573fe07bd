using System.Security.Cryptography;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestrator;

/// <summary>
/// One replica of a resource. Its id is what people see and stays; the DCP object behind it is another one
/// after each restart, under another name, because DCP's stop cannot be undone.
/// </summary>
internal sealed class ResourceInstance
{
    private const int SuffixLength = 8;
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";
    private int _starts;

    public ResourceInstance(IResource resource)
    {
        Resource = resource;
        Suffix = RandomNumberGenerator.GetString(Letters, SuffixLength);
        Id = $"{resource.Name}-{Suffix}";
    }

    public IResource Resource { get; }

    public string Id { get; }

    /// <summary>Also the replica's <c>service.instance.id</c>.</summary>
    public string Suffix { get; }

    /// <summary>Null until the first start.</summary>
    public string? ObjectName { get; private set; }

    /// <summary>Start, stop and restart of one instance happen one after another.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    /// <summary>
    /// Cancelled by somebody who wants it started without waiting for its dependencies.
    /// </summary>
    public CancellationTokenSource Impatience { get; } = new();

    public string NextObjectName()
    {
        _starts++;
        return ObjectName = _starts == 1 ? Id : $"{Id}-{_starts}";
    }
}
