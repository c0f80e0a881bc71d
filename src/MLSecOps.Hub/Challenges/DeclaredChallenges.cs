using System.Collections.Concurrent;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Sanity;
using MLSecOps.Hub.Packages;

namespace MLSecOps.Hub.Challenges;

/// <summary>Which packages declare a challenge. A package is read once: it never changes under its digest. Safe to call from several threads.</summary>
internal sealed class DeclaredChallenges(PackageFiles files)
{
    private readonly ConcurrentDictionary<Sha256Digest, SanitySuite?> _read = new();

    /// <summary>The suite of a package that declares a challenge; null where it declares none.</summary>
    /// <param name="manifest">A package that the hub knows.</param>
    /// <param name="suite">Its suite.</param>
    /// <returns>False when the package cannot be read: nobody knows then.</returns>
    public bool TryFind(Sha256Digest manifest, out SanitySuite? suite)
    {
        if (_read.TryGetValue(manifest, out suite))
        {
            return true;
        }

        using KeptPackage? package = KeptPackage.Open(files.PathOf(manifest), manifest);
        if (package is null)
        {
            return false;
        }

        suite = package.ReadSuite() is { Challenge: not null } declared ? declared : null;
        _read[manifest] = suite;
        return true;
    }
}
