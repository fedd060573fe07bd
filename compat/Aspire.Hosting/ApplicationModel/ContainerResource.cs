namespace Aspire.Hosting.ApplicationModel;

/// <summary>
/// A container. The stand-in starts none: the type is here for code that asks for it.
/// </summary>
public class ContainerResource(string name, string? entrypoint = null) : Resource(name)
{
    /// <summary>What the container runs instead of its image's own entry point.</summary>
    public string? Entrypoint { get; set; } = entrypoint;
}
