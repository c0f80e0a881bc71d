using MLSecOps.Formats.Attestation;
using MLSecOps.Formats.Tests.Attestation;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>Attestation messages of any origin. What is accepted has bounded claims and says what it is; what a signature covers stands in the input; read again it says the same.</summary>
/// <param name="name">Name of the target.</param>
/// <param name="grammar">CBOR or JSON.</param>
/// <param name="seeds">Names of the samples to begin from.</param>
internal sealed class AttestationTarget(string name, IGrammar grammar, Func<string, bool> seeds) : FuzzTarget
{
    public static IEnumerable<FuzzTarget> All =>
        [new AttestationTarget("attestation-cbor", new CborGrammar(), sample => sample != "json"), new AttestationTarget("attestation-json", new JsonGrammar(), sample => sample == "json")];

    public override string Name => name;

    public override IGrammar Grammar => grammar;

    // An item of one byte is an object, and may be a claim with its whole path; the limits of items and claims bound the sum at some 15 MB.
    public override int BytesPerByte => 1024;

    public override int BytesAlways => 128 << 10;

    public override int Mutations => 10_000;

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(AttestationReader.Read(input), message => Check(input, message));

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds() => AttestationSamples.All.Where(sample => seeds(sample.Name)).Select(sample => ($"valid-{sample.Name}", sample.Content));

    private static void Check(ReadOnlyMemory<byte> input, AttestationMessage message)
    {
        BrokenInvariantException.Unless(message.Kind.Length > 0 && message.Source.Length > 0, "a kind and its specification");
        BrokenInvariantException.Unless(message.Claims.Count <= 2 * AttestationLimits.Claims && message.Claims.All(claim => claim.Value.Length <= AttestationLimits.ValueLength + 16), "bounded claims");
        BrokenInvariantException.Unless(message.IsBare || message.Signed.Any(signed => signed.Outermost) || message.Claims.Count == 0 || message.Signed.Count == 0, "what is covered by a signature has one");
        BrokenInvariantException.Unless(message.Signed.All(signed => signed.Value.Length <= input.Length), "signatures of the input");
        AttestationMessage again = AttestationReader.Read(input).Match(read => read, fault => throw new BrokenInvariantException($"read once, read twice: {fault}"));
        BrokenInvariantException.Unless(again.Kind == message.Kind && again.Claims.SequenceEqual(message.Claims), "the same is said again");
    }
}
