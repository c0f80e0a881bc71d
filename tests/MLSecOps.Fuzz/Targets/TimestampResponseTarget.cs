using System.Formats.Asn1;

using MLSecOps.Fuzz.Engine;
using MLSecOps.Fuzz.Grammars;
using MLSecOps.Fuzz.Seeds;
using MLSecOps.Trust.Tests.Timestamps;
using MLSecOps.Trust.Timestamps;

namespace MLSecOps.Fuzz.Targets;

/// <summary>Time-stamp responses as Sigstore bundles carry them. A token taken out is the rear part of the input, whole.</summary>
internal sealed class TimestampResponseTarget : FuzzTarget
{
    public override string Name => "timestamp-response";

    public override IGrammar Grammar { get; } = new DerGrammar();

    public override int LeastOutcomes => 5;

    public override Reading Read(ReadOnlyMemory<byte> input) => Reading.Of(
        TimestampResponse.Token(input),
        token => BrokenInvariantException.Unless(token.Length > 1 && input.Span.EndsWith(token.Span), "the token ends the input"));

    public override IEnumerable<(string Name, byte[] Content)> MakeSeeds()
    {
        byte[] token = new TokenForge(ThrowAwayKeys.Stamper, [1, 2, 3]).Build();
        yield return ("valid-granted", Respond(0, token));
        yield return ("valid-with-modifications", Respond(1, token));
        yield return ("rejected", Respond(2, null));
    }

    private static byte[] Respond(int status, byte[]? token)
    {
        AsnWriter writer = new(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteInteger(status);
            }

            if (token is not null)
            {
                writer.WriteEncodedValue(token);
            }
        }

        return writer.Encode();
    }
}
