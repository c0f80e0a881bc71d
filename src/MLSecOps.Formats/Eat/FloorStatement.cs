using MLSecOps.Formats.Chain;

namespace MLSecOps.Formats.Eat;

/// <summary>The release floors that a device attested last, which the hub hands back to one that lost them (G2): a minimum, for one device and one epoch of its chain.</summary>
/// <remarks>A device begins a new epoch when it finds its floors lost; epochs are random, so that nobody can hand it the statement of an earlier loss.</remarks>
/// <param name="Ueid">For which device.</param>
/// <param name="Epoch">For which epoch of its chain.</param>
/// <param name="Issued">When, by the hub's clock; whole seconds.</param>
/// <param name="Floors">The floors, by model in ascending order of names; at most <see cref="MostModels"/>, none twice.</param>
public sealed record FloorStatement(Ueid Ueid, ChainEpoch Epoch, DateTimeOffset Issued, IReadOnlyList<ModelFloor> Floors)
{
    /// <summary>Models in one statement.</summary>
    public const int MostModels = 256;

    /// <summary>Media type of the signed statement.</summary>
    public const string MediaType = "application/mlsec-floors+cbor";
}
