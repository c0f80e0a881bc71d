namespace MLSecOps.Core.Findings;

/// <summary>Reasons about certificate revocation lists.</summary>
public static class RevocationReasons
{
    private const string FetchAgain = "Fetch the newest list of this authority from whoever runs it, and try again with that one.";
    private const string AskAuthority = "Ask whoever runs the authority which list it issued, and compare the file with it.";

    /// <summary>A certificate of the path is listed.</summary>
    public static Reason Revoked { get; } = new(
        "SIGNER_REVOKED", ReasonClass.Rejected, "a certificate of the signer's chain is revoked",
        "A revocation list of its issuer names the certificate. Nothing that it signed counts any more, whatever the date of the signature: a thief of the key chooses that date.",
        "Have the publisher sign again with a certificate that is not revoked, and find out why this one was.");

    /// <summary>The policy wants a list and there is none.</summary>
    public static Reason Missing { get; } = new(
        "CRL_MISSING", ReasonClass.Rejected, "there is no usable revocation list of an authority in the chain",
        "The policy requires one for each certificate below the anchor, and none that was given is by this certificate's issuer.",
        "Give the newest list of each authority in the chain (`--crl`).");

    /// <summary>No list of this issuer, and none is required.</summary>
    public static Reason NotKnown { get; } = new(
        "CRL_NOT_KNOWN", ReasonClass.Inconclusive, "not run: no revocation list of this issuer is known",
        "The policy does not require one. Whether the certificate was revoked is therefore not known.",
        "Give the authority's list (`--crl`), and require one (`--require-crl`) where revocation must be known.");

    /// <summary>Not a CRL.</summary>
    public static Reason Malformed { get; } = new(
        "CRL_MALFORMED", ReasonClass.Rejected, "the revocation list is not well-formed",
        "It must be a CertificateList (RFC 5280, 5.1) in strict DER, at most 1 MiB, with a date of its next update, nothing twice and nothing after it.",
        AskAuthority);

    /// <summary>The signature on the list does not hold.</summary>
    public static Reason SignatureInvalid { get; } = new(
        "CRL_SIGNATURE_INVALID", ReasonClass.Rejected, "the revocation list is not signed by the authority that it names",
        "Its signature does not verify with the key of the authority in the chain, or is made with an algorithm below the floor: another key, perhaps of an authority with the same name, made it, or it was changed.",
        "Treat the list as tampered with, and fetch the original from the authority.");

    /// <summary>The authority may not sign lists.</summary>
    public static Reason IssuerRefused { get; } = new(
        "CRL_ISSUER_REFUSED", ReasonClass.Rejected, "the authority's certificate does not allow it to sign revocation lists",
        "Its key usage lacks cRLSign (RFC 5280, 4.2.1.3).",
        AskAuthority);

    /// <summary>The list is stale.</summary>
    public static Reason Expired { get; } = new(
        "CRL_EXPIRED", ReasonClass.Rejected, "the revocation list is out of date",
        "Its next update is past. Someone who holds back newer lists could hide a revocation so; what it revokes stays revoked all the same.",
        FetchAgain);

    /// <summary>The list seems stale by a time that is only a floor.</summary>
    public static Reason TimeUnproven { get; } = new(
        "CRL_TIME_UNPROVEN", ReasonClass.Inconclusive, "the revocation list seems out of date, but the time is not known for certain",
        "The clock is not trustworthy, so the time floor was used, and it lies after the list's next update. A running model is not stopped for that.",
        "Set or synchronise the clock and give the newest list, then verify again.");

    /// <summary>The list is from the future.</summary>
    public static Reason NotYetValid { get; } = new(
        "CRL_NOT_YET_VALID", ReasonClass.Rejected, "the revocation list is issued in the future",
        "Its thisUpdate lies after the time of verification.",
        "Check this machine's clock; if it is right, ask the authority about the list.");

    /// <summary>The list is older than one seen.</summary>
    public static Reason RolledBack { get; } = new(
        "CRL_ROLLED_BACK", ReasonClass.Rejected, "the revocation list is older than one that was accepted before",
        "CRL numbers and dates of one authority never go back, and one number names one list: an older list would hide revocations. The newer one stays in force.",
        FetchAgain);

    /// <summary>The list is older than a bulletin allows.</summary>
    public static Reason BelowLeast { get; } = new(
        "CRL_BELOW_LEAST", ReasonClass.Rejected, "there is no revocation list of the authority that is as new as the bulletin demands",
        "The publisher's bulletin states the least CRL number of this authority: an older list would hide a revocation that the publisher knows of.",
        "Bring the authority's newest list to the machine (trust.d, or `--crl`).");

    /// <summary>A delta, indirect or partial list.</summary>
    public static Reason ScopeRefused { get; } = new(
        "CRL_SCOPE_REFUSED", ReasonClass.Rejected, "the revocation list covers only a part of what its authority issued",
        "Delta lists, indirect lists, and lists for one distribution point, some reasons or attribute certificates say nothing about the others, so that silence proves nothing.",
        "Give the authority's complete list.");

    /// <summary>An unknown critical extension.</summary>
    public static Reason ExtensionRefused { get; } = new(
        "CRL_EXTENSION_REFUSED", ReasonClass.Rejected, "the revocation list has a critical extension that is not understood",
        "RFC 5280, 5.2 forbids to use such a list: the extension may change what its entries mean.",
        AskAuthority);

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } =
    [
        Revoked, Missing, NotKnown, Malformed, SignatureInvalid, IssuerRefused, Expired, TimeUnproven, NotYetValid, RolledBack, BelowLeast, ScopeRefused, ExtensionRefused,
    ];
}
