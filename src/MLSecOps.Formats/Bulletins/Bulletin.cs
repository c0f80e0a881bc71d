namespace MLSecOps.Formats.Bulletins;

/// <summary>What publishers say of releases that are out already; schema <c>mlsec.bulletin/1</c>. Each is whole: the newest version counts alone, also when it has expired. Values are within the schema's ranges: the only maker of one from bytes is <see cref="BulletinParser"/>.</summary>
/// <param name="Version">1 to 2^53-1; rises with every bulletin of a publisher.</param>
/// <param name="Issued">UTC, whole seconds.</param>
/// <param name="Expires">UTC, whole seconds, later than <paramref name="Issued"/>. From then on, silence counts as freeze.</param>
/// <param name="Recalls">Releases that must not run any more; each manifest once.</param>
/// <param name="LeastReleases">The lowest release that may still be used, per model, each once.</param>
/// <param name="LeastCrlNumbers">The lowest number that a revocation list of an authority may have, each authority once.</param>
public sealed record Bulletin(
    long Version,
    DateTimeOffset Issued,
    DateTimeOffset Expires,
    IReadOnlyList<Recall> Recalls,
    IReadOnlyList<LeastRelease> LeastReleases,
    IReadOnlyList<LeastCrlNumber> LeastCrlNumbers)
{
    /// <summary>The schema's identifier.</summary>
    public const string Schema = "mlsec.bulletin/1";

    /// <summary>The recall of a manifest; null when it is not recalled.</summary>
    public Recall? FindRecall(Core.Digests.Sha256Digest manifest) => Recalls.FirstOrDefault(recall => recall.Id.Manifest == manifest);

    /// <summary>The lowest release of a model that may still be used; 0 when the bulletin says nothing of it.</summary>
    public long LeastReleaseOf(string model) => LeastReleases.FirstOrDefault(least => least.Model == model)?.Release ?? 0;
}
