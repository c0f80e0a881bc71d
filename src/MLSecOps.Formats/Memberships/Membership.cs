using MLSecOps.Formats.Eat;

namespace MLSecOps.Formats.Memberships;

/// <summary>The groups that a device is in; schema <c>mlsec.membership/1</c>, signed by the director. Each is whole: the newest sequence counts alone. Without one a device is in no group, whatever a hub says. Values are within the schema's ranges: the only maker of one from bytes is <see cref="MembershipParser"/>.</summary>
/// <param name="Fleet">Name of the fleet.</param>
/// <param name="Device">Which device.</param>
/// <param name="Sequence">1 to 2^53-1; rises with every membership of a signer for a device.</param>
/// <param name="Issued">UTC, whole seconds.</param>
/// <param name="Expires">UTC, whole seconds, later than <paramref name="Issued"/>.</param>
/// <param name="Groups">At most <see cref="MaxGroups"/> labels, each once.</param>
public sealed record Membership(string Fleet, Ueid Device, long Sequence, DateTimeOffset Issued, DateTimeOffset Expires, IReadOnlyList<string> Groups)
{
    /// <summary>The schema's identifier.</summary>
    public const string Schema = "mlsec.membership/1";

    /// <summary>Groups of one device.</summary>
    public const int MaxGroups = 64;
}
