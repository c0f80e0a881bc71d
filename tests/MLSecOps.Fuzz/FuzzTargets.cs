using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Targets;

namespace MLSecOps.Fuzz;

/// <summary>Every parser that is fuzzed. A new parser of untrusted bytes gets a line here and a file beside the others.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new CmsTarget(),
        new CertificateTarget(),
        new RevocationListTarget(),
        new TimestampTokenTarget(),
    ];

    public static FuzzTarget Named(string name) => All.SingleOrDefault(target => target.Name == name) ?? throw new ArgumentException($"{name}: one of {string.Join(", ", All.Select(target => target.Name))}");
}
