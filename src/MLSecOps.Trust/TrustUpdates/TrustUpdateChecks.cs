namespace MLSecOps.Trust.TrustUpdates;

/// <summary>The stable names of the checks of a trust update beyond those of its signature by the roots in force, in order.</summary>
public static class TrustUpdateChecks
{
    /// <summary>The document follows its schema, and its anchors are certificates.</summary>
    public const string Form = "trust.form";

    /// <summary>It is for this fleet.</summary>
    public const string Fleet = "trust.fleet";

    /// <summary>It is the version after the one in force.</summary>
    public const string Version = "trust.version";

    /// <summary>It is issued. Its expiry is no reason to refuse it.</summary>
    public const string Validity = "trust.validity";

    /// <summary>Those whom it names as root signed it too.</summary>
    public const string NewRoot = "trust.new_root";

    internal static IReadOnlyList<string> All { get; } = [Form, Fleet, Version, Validity, NewRoot];
}
