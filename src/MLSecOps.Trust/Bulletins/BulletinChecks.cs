namespace MLSecOps.Trust.Bulletins;

/// <summary>The stable names of the checks of a bulletin beyond those of its signature, in order.</summary>
public static class BulletinChecks
{
    /// <summary>The document follows its schema.</summary>
    public const string Form = "bulletin.form";

    /// <summary>Its version does not go back.</summary>
    public const string Version = "bulletin.version";

    /// <summary>It is issued. Its expiry is no reason to refuse it: the newest counts.</summary>
    public const string Validity = "bulletin.validity";

    internal static IReadOnlyList<string> All { get; } = [Form, Version, Validity];
}
