using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Tpm;
using MLSecOps.Formats.Tpm.Commands;
using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;

namespace MLSecOps.Fuzz.Targets;

/// <summary>What a TPM answers. The first byte says to which command.</summary>
internal sealed class TpmAnswerTarget : FuzzTarget
{
    private static readonly PcrSelection Pcrs = PcrSelection.Sha256(0, 12);

    // One reading of each answer; parameters are bounded before anything is kept of them.
    private static readonly Func<ReadOnlyMemory<byte>, Reading>[] Readers =
    [
        Of(Startup.Command(), _ => true),
        Of(GetCapability.LoadedHandles(TpmHandles.FirstTransient), handles => handles.Count <= TpmCommandLimits.Capabilities),
        Of(GetCapability.PcrBanks(), banks => banks.Count <= TpmLimits.Banks),
        Of(TpmProperties.Command(), values => TpmProperties.Of(values).Manufacturer.All(c => c is >= ' ' and < '\x7f')),
        Of(ReadPublic.Command(1), read => read.Public.Length <= TpmLimits.Public && read.Name.Length <= TpmLimits.Name),
        Of(CreatePrimary.Command(TpmHandles.Owner, KeyTemplates.Attestation()), made => made.Key.Public.Length <= TpmLimits.Public),
        Of(StartPolicySession.Command(new byte[16]), _ => true),
        Of(PolicySecret.Command(TpmHandles.Endorsement, 1), _ => true),
        Of(ActivateCredential.Command(1, 2, 3, [1], [2]), secret => secret.Length <= TpmLimits.Digest),
        Of(PcrRead.Command(Pcrs), values => values.Select(each => each.Index).SequenceEqual([0, 12])),
        Of(Quote.Command(1, [2], Pcrs), quote => quote.Attest.Length <= TpmLimits.Attest && quote.Signature.Value.Length == TpmSignature.Size),
        Of(HashSequenceStart.Command(), _ => true),
        Of(SequenceComplete.Command(1, []), hashed => hashed.Digest.Length <= TpmLimits.Digest),
        Of(Sign.Command(1, new HashedByTpm(new byte[32], new byte[8])), signature => signature.Value.Length == TpmSignature.Size),
        Of(NvReadPublic.Command(1), index => index.Handle == 1),
        Of(NvRead.Command(1, 1, 0, 8), data => data.Length == 8),
    ];

    public override string Name => "tpm-answer";

    public override IGrammar? Grammar => null;

    public override int MostBytes => 1024;

    public override Reading Read(ReadOnlyMemory<byte> input) => Readers[input.IsEmpty ? 0 : input.Span[0] % Readers.Length](input.IsEmpty ? input : input[1..]);

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        byte[] key = new TpmWriter().Sized(KeyTemplates.Attestation()).Sized(new byte[34]).ToArray();
        byte[] signature = new TpmSignature(new byte[TpmSignature.Size]).Encode();
        byte[] ticket = new TpmWriter().UInt16(0x8024).UInt32(TpmHandles.Owner).Sized(new byte[32]).ToArray();
        yield return Seed("startup", 0, false, []);
        yield return Seed("handles", 1, false, new TpmWriter().UInt8(0).UInt32(1).UInt32(1).UInt32(TpmHandles.FirstTransient).ToArray());
        yield return Seed("banks", 2, false, new TpmWriter().UInt8(0).UInt32(5).UInt32(1).UInt16(TpmAlgorithms.Sha256).UInt8(3).Bytes([255, 255, 255]).ToArray());
        yield return Seed("properties", 3, false, new TpmWriter().UInt8(0).UInt32(6).UInt32(1).UInt32(0x105).UInt32(0x49424d00).ToArray());
        yield return Seed("public", 4, false, new TpmWriter().Bytes(key).Sized(new byte[34]).ToArray());
        yield return Seed("primary", 5, true, new TpmWriter().Sized(KeyTemplates.Attestation()).Sized(new byte[12]).Sized(new byte[32]).Bytes(ticket).Sized(new byte[34]).ToArray(), 0x80000000);
        yield return Seed("session", 6, false, new TpmWriter().Sized(new byte[32]).ToArray(), 0x03000000);
        yield return Seed("policy", 7, true, new TpmWriter().Sized([]).Bytes(ticket).ToArray());
        yield return Seed("pcrs", 9, false, Pcr(new TpmWriter().UInt32(1)).UInt32(2).Sized(new byte[32]).Sized(new byte[32]).ToArray());
        yield return Seed("quote", 10, true, new TpmWriter().Sized(new byte[129]).Bytes(signature).ToArray());
        yield return Seed("sequence", 11, false, [], 0x80000000);
        yield return Seed("hashed", 12, true, new TpmWriter().Sized(new byte[32]).Bytes(ticket).ToArray());
        yield return Seed("signature", 13, true, signature);
        yield return Seed("nv-public", 14, false, new TpmWriter().Sized(new TpmWriter().UInt32(1).UInt16(TpmAlgorithms.Sha256).UInt32(0x2a060014).Sized([]).UInt16(8).ToArray()).Sized(new byte[34]).ToArray());
        yield return Seed("nv", 15, true, new TpmWriter().Sized(new byte[8]).ToArray());
    }

    private static TpmWriter Pcr(TpmWriter writer)
    {
        PcrSelection.WriteList(writer, Pcrs);
        return writer;
    }

    private static (string Name, byte[] Content) Seed(string name, byte which, bool session, byte[] parameters, uint handle = 0)
    {
        TpmWriter body = new();
        if (handle != 0)
        {
            body.UInt32(handle);
        }

        if (session)
        {
            body.UInt32((uint)parameters.Length).Bytes(parameters);
            for (int i = which == 8 ? 2 : 1; i > 0; i--)
            {
                body.UInt16(0).UInt8(1).UInt16(0);
            }
        }
        else
        {
            body.Bytes(parameters);
        }

        byte[] answer = new TpmWriter().UInt16(session ? (ushort)0x8002 : (ushort)0x8001).UInt32((uint)(10 + body.Length)).UInt32(0).Bytes(body.ToArray()).ToArray();
        return ($"valid-{name}", [which, .. answer]);
    }

    private static Func<ReadOnlyMemory<byte>, Reading> Of<T>(TpmCommand<T> command, Func<T, bool> holds)
        where T : notnull => answer => Reading.Of(command.Parse(answer), value => BrokenInvariantException.Unless(holds(value), $"limits of {command.Name}"));
}
