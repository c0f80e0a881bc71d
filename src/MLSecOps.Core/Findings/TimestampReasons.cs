namespace MLSecOps.Core.Findings;

/// <summary>Reasons about RFC 3161 time-stamp tokens.</summary>
public static class TimestampReasons
{
    private const string StampAgain = "Have the publisher time-stamp the signature again at an authority that is trusted here.";

    /// <summary>No authority is trusted to tell the time.</summary>
    public static Reason NoAuthority { get; } = new(
        "TIMESTAMP_NO_AUTHORITY", ReasonClass.Inconclusive, "not run: no time-stamp authority is trusted here",
        "The signature carries a time-stamp token, but the policy names no authority whose tokens count. The certificate is judged at the time of verification.",
        "Name the authority's anchor (`--tsa-anchors`) where its tokens should count.");

    /// <summary>Not a token.</summary>
    public static Reason Malformed { get; } = new(
        "TIMESTAMP_MALFORMED", ReasonClass.Rejected, "the time-stamp token is not well-formed",
        "It must be a TimeStampToken (RFC 3161, 2.4.2) in DER whose signature verifies with a certificate that it binds, that was valid at the stated time and whose only, critical extended key usage is timeStamping.",
        StampAgain);

    /// <summary>The token is over other bytes.</summary>
    public static Reason ImprintMismatch { get; } = new(
        "TIMESTAMP_IMPRINT_MISMATCH", ReasonClass.Rejected, "the time-stamp token is not for this signature",
        "Its imprint is that of other bytes: a token proves only when the signature it was made for existed.",
        "Treat the token as moved from another signature, and fetch the original from the publisher.");

    /// <summary>Weak digest or key.</summary>
    public static Reason Weak { get; } = new(
        "TIMESTAMP_WEAK", ReasonClass.Rejected, "the time-stamp token uses an algorithm below the floor",
        "Imprint, signature and chain need SHA-256 or better, and RSA of 2048 bits or a NIST curve.",
        StampAgain);

    /// <summary>The authority is not trusted.</summary>
    public static Reason Untrusted { get; } = new(
        "TIMESTAMP_UNTRUSTED", ReasonClass.Rejected, "the time-stamp token is by an authority that is not trusted here",
        "The chain of its signer does not end at a time-stamp anchor of this policy, is not valid at the stated time, or may not be used for time-stamping.",
        "Ask the publisher which time-stamp authority it uses, and compare it with the anchors configured here.");

    /// <summary>The authority's certificate is revoked.</summary>
    public static Reason Revoked { get; } = new(
        "TIMESTAMP_REVOKED", ReasonClass.Rejected, "the time-stamp authority's certificate is revoked",
        "A revocation list of its issuer names it, so that its word about time is worth nothing.",
        StampAgain);

    /// <summary>The token is from the future.</summary>
    public static Reason InFuture { get; } = new(
        "TIMESTAMP_IN_FUTURE", ReasonClass.Rejected, "the time-stamp token states a time that has not come",
        "Its time lies after that of the verification: one of the two clocks is wrong, or the token is forged.",
        "Check this machine's clock; if it is right, do not trust this time-stamp authority.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } = [NoAuthority, Malformed, ImprintMismatch, Weak, Untrusted, Revoked, InFuture];
}
