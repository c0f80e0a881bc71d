using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.Trust.State;

namespace MLSecOps.EdgeAgent.Documents;

/// <summary>The persisted <see cref="TrustState"/>, in two generations.</summary>
internal sealed class TrustStateStore
{
    private readonly GenerationPair _generations;

    private TrustStateStore(GenerationPair generations) => _generations = generations;

    /// <summary>What loading found beside the state: null, <see cref="StoreReasons.StateRepaired"/> or <see cref="StoreReasons.StateLost"/>. After a loss recalls may be unknown, and nothing is installed.</summary>
    public Reason? Trouble { get; private init; }

    /// <summary>The state as loaded; initial when there was none, or it is lost.</summary>
    public required TrustState Loaded { get; init; }

    /// <summary>Reads both generations.</summary>
    public static TrustStateStore Load(StoreLayout layout)
    {
        GenerationPair generations = new(layout.State, "trust", TrustStateCodec.Magic, TrustStateCodec.MaxBytes);
        IReadOnlyList<TrustState> valid = generations.Load(TrustStateCodec.Decode, out int damaged);
        TrustState loaded = valid.Count == 0 ? TrustState.Initial : valid.Aggregate(TrustState.Newest);
        byte[] body = TrustStateCodec.Encode(loaded);
        if (valid.Count == 1 || (valid.Count == 2 && !valid.All(generation => TrustStateCodec.Encode(generation).AsSpan().SequenceEqual(body))))
        {
            // What a disk refuses now it refuses at the next document too, and then it is told.
            generations.TryHeal(body);
        }

        return new TrustStateStore(generations)
        {
            Trouble = damaged == 0 ? null : valid.Count == 0 ? StoreReasons.StateLost : StoreReasons.StateRepaired,
            Loaded = loaded,
        };
    }

    /// <summary>Makes a state durable in both generations, so that losing either brings no older document back.</summary>
    /// <exception cref="IOException">The disk refused; then the document must not be acted on.</exception>
    public void Save(TrustState state)
    {
        byte[] body = TrustStateCodec.Encode(state);
        _generations.Write(body);
        _generations.Write(body);
    }
}
