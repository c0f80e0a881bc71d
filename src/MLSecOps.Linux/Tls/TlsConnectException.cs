using MLSecOps.Core.Findings;

namespace MLSecOps.Linux.Tls;

/// <summary>A TLS connection that did not come about.</summary>
/// <param name="reason"><see cref="EnrolmentReasons.HubUnreachable"/> when nobody answered, which a retry can help; else why the server was refused.</param>
/// <param name="message">One line about this very case; may hold text of the system.</param>
/// <param name="inner">What the system said; null when the server was refused by its certificate.</param>
public sealed class TlsConnectException(Reason reason, string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>Why.</summary>
    public Reason Reason { get; } = reason;

    /// <summary>Every check of the server's certificate; null when none was seen.</summary>
    public TrustVerdict? Verdict { get; init; }

    /// <summary>True when trying again later can help.</summary>
    public bool MayRetry => Reason.Class == ReasonClass.Unreachable;
}
