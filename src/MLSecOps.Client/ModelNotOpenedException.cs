namespace MLSecOps.Client;

/// <summary>The agent did not hand the model out, or could not be asked.</summary>
/// <param name="message">One line for people; may hold text of the agent.</param>
/// <param name="reason">The agent's reason code or varlink error; null when it could not be asked.</param>
/// <param name="inner">What failed; null when the agent refused.</param>
public sealed class ModelNotOpenedException(string message, string? reason = null, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>The agent's reason code or varlink error; null when it could not be asked.</summary>
    public string? Reason { get; } = reason;
}
