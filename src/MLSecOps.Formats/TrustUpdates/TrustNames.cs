namespace MLSecOps.Formats.TrustUpdates;

/// <summary>How roles and sources of time are spelt in documents, in configuration and on the command line.</summary>
public static class TrustNames
{
    /// <summary>All roles in the order in which they are written.</summary>
    public static IReadOnlyList<(TrustRole Role, string Name)> Roles { get; } =
    [
        (TrustRole.Root, "root"),
        (TrustRole.Publisher, "publisher"),
        (TrustRole.Director, "director"),
        (TrustRole.Hub, "hub"),
        (TrustRole.Timestamp, "timestamp"),
    ];

    /// <summary>The sources that documents may name; <see cref="TimeSource.Build"/> cannot be reset.</summary>
    public static IReadOnlyList<(TimeSource Source, string Name)> Sources { get; } =
    [
        (TimeSource.Manifest, "manifest"),
        (TimeSource.Bulletin, "bulletin"),
        (TimeSource.Directive, "directive"),
        (TimeSource.Trust, "trust"),
        (TimeSource.Crl, "crl"),
        (TimeSource.Timestamp, "timestamp"),
    ];

    /// <summary>The name of a role.</summary>
    public static string Of(TrustRole role) => Roles.First(row => row.Role == role).Name;

    /// <summary>The name of a source.</summary>
    public static string Of(TimeSource source) => source == TimeSource.Build ? "build" : Sources.First(row => row.Source == source).Name;

    /// <summary>The source with this name; null when there is none.</summary>
    public static TimeSource? FindSource(string name)
    {
        foreach ((TimeSource source, string spelt) in Sources)
        {
            if (spelt == name)
            {
                return source;
            }
        }

        return null;
    }
}
