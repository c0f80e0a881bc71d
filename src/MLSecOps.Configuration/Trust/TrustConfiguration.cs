namespace MLSecOps.Configuration.Trust;

/// <summary>Whose signatures this machine accepts, from <c>trust.toml</c>: chosen by the image, the package or the local administrator, never by the hub.</summary>
public sealed record TrustConfiguration
{
    /// <summary>The fleet's name, <c>[A-Za-z0-9][A-Za-z0-9._-]{0,62}</c>; letter case counts; null when the file names none.</summary>
    public required string? Fleet { get; init; }

    /// <summary>Who may sign models and bulletins.</summary>
    public required RoleConfiguration Publisher { get; init; }

    /// <summary>Who may say what a device runs; null when not configured.</summary>
    public required RoleConfiguration? Director { get; init; }

    /// <summary>Who may change the anchors; null when not configured.</summary>
    public required RoleConfiguration? Root { get; init; }

    /// <summary>The hub; null when not configured.</summary>
    public required RoleConfiguration? Hub { get; init; }

    /// <summary>Time-stamp authorities; empty when not configured.</summary>
    public required IReadOnlyList<TrustAnchor> Timestamp { get; init; }

    /// <summary>Whether each certificate below an anchor must be covered by a revocation list of its issuer.</summary>
    public required bool RequireCrl { get; init; }

    /// <summary>Where signed documents and revocation lists are brought to: the folder beside the file, <c>trust.d</c> for <c>trust.toml</c>.</summary>
    public string Folder => Path.ChangeExtension(Path.GetFullPath(File), ".d");

    /// <summary>Path of the file that was read.</summary>
    public required string File { get; init; }
}
