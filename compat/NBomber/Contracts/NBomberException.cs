namespace NBomber.Contracts;

/// <summary>The stand-in's own: a session was declared wrongly or could not start.</summary>
public sealed class NBomberException : Exception
{
    public NBomberException()
    {
    }

    public NBomberException(string message)
        : base(message)
    {
    }

    public NBomberException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
