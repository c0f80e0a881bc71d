using MLSecOps.Core.Digests;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Packages;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Trust.Appraisal;

namespace MLSecOps.Hub.Attest;

/// <summary>What a device's evidence is compared with: the packages that were pushed and verified, what the bulletin in force says against them, what a directive asks for, and the floor that the device proved before.</summary>
internal static class References
{
    // What evidence may name twice over: a device that names others each time must not make the list of those that are missing grow for ever.
    private const int Most = 2 * EvidenceLimits.Models;

    /// <summary>The references for a device.</summary>
    /// <param name="database">The database.</param>
    /// <param name="state">What is known of the device.</param>
    /// <param name="claims">Its claims, verified; null when they do not count. A model that nobody asked for is looked up too, since a known package is known however it came there.</param>
    /// <param name="challenge">What challenges show of a model whose release is known; null where its package declares none.</param>
    public static ReferenceValues Of(IHubReads database, DeviceState state, EvidenceClaims? claims, Func<ModelClaims, ChallengeFinding?> challenge)
    {
        IssuedDirective? directive = database.FindDirective(state.Ueid);
        ILookup<string, StoredPackage> known = database.Packages().ToLookup(package => package.Model, StringComparer.Ordinal);
        StoredBulletin? bulletin = database.NewestBulletin();
        IEnumerable<string> expected = (directive?.Desired.Keys ?? [])
            .Union(claims?.Models.Select(model => model.Model) ?? [], StringComparer.Ordinal)
            .Union(state.Models.Select(model => model.Model), StringComparer.Ordinal)
            .Take(Most);
        return new ReferenceValues([.. expected.Select(model => Reference(model, known[model], bulletin, directive, state, claims?.Models.FirstOrDefault(each => each.Model == model), challenge))]);
    }

    private static ModelReference Reference(
        string model, IEnumerable<StoredPackage> packages, StoredBulletin? bulletin, IssuedDirective? directive, DeviceState state, ModelClaims? claimed, Func<ModelClaims, ChallengeFinding?> challenge)
    {
        HashSet<Sha256Digest> recalls = [.. bulletin?.Recalls.Select(recall => recall.Id.Manifest) ?? []];
        ReferenceRelease[] releases = [.. packages.Select(package => new ReferenceRelease(
            new ReleaseId(package.Release, package.Manifest), package.ModelFile, recalls.Contains(package.Manifest)))];
        ReleaseId? desired = directive is not null && directive.Desired.TryGetValue(model, out string? text) && Sha256Digest.TryParse(text, out Sha256Digest manifest)
            ? releases.FirstOrDefault(release => release.Id.Manifest == manifest)?.Id
            : null;
        return new ModelReference(model, releases, desired, state.Models.FirstOrDefault(each => each.Model == model)?.Floor ?? 0)
        {
            Challenge = claimed is not null && releases.Any(release => release.Id == claimed.Id) ? challenge(claimed) : null,
            Recalls = recalls,
            LeastRelease = bulletin?.LeastReleases.GetValueOrDefault(model) ?? 0,
        };
    }
}
