namespace MLSecOps.Trust.Memberships;

/// <summary>The stable names of the checks of a membership beyond those of its signature, in order.</summary>
public static class MembershipChecks
{
    /// <summary>The document follows its schema.</summary>
    public const string Form = "membership.form";

    /// <summary>It is of this device in this fleet.</summary>
    public const string Device = "membership.device";

    /// <summary>Its sequence does not go back.</summary>
    public const string Sequence = "membership.sequence";

    /// <summary>It is issued and not expired.</summary>
    public const string Validity = "membership.validity";

    internal static IReadOnlyList<string> All { get; } = [Form, Device, Sequence, Validity];
}
