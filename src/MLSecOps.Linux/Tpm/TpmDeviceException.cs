using MLSecOps.Core.Findings;

namespace MLSecOps.Linux.Tpm;

/// <summary>The TPM could not be asked. After this the connection is of no use any more.</summary>
/// <param name="reason">One of <see cref="TpmDeviceReasons"/>.</param>
/// <param name="message">One line about this very case.</param>
/// <param name="inner">What the system said.</param>
public sealed class TpmDeviceException(Reason reason, string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>Why.</summary>
    public Reason Reason { get; } = reason;
}
