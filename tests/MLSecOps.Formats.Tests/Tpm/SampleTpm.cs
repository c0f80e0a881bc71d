using MLSecOps.Core.Digests;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.Formats.Tpm;

namespace MLSecOps.Formats.Tests.Tpm;

/// <summary>Structures as swtpm 0.7 and tpm2-tools 5.4 make them, and evidence around them.</summary>
internal static class SampleTpm
{
    /// <summary>tpm2_createek -G ecc: TPM2B_PUBLIC.</summary>
    public static readonly byte[] EndorsementSized = Convert.FromHexString(
        "007a0023000b000300b20020837197674484b3f81a90cc8d46a5d724fd52d76e06520b64f2a1da1b331469aa00060080004300100003001000207ce2917add7ca2d4a14b2156bafca548d31bbfa8b0e9938509916303" +
        "9a2b4b8100200965f30d9073097b093dc532a7c4937e092d7fa11ca4a0d0630c2f8ce65cf86c");

    /// <summary>tpm2_createak -G ecc -s ecdsa: TPM2B_PUBLIC.</summary>
    public static readonly byte[] AttestationSized = Convert.FromHexString(
        "00580023000b0005007200000010" + "0018000b00030010" + "00202537758b317bd5aef89e50e5159e47c4804241d5bb6e8330fb018c1767f68d1600201a1826a882e0d7e1c7ca2412f69689bb64b202fe37d9e35e1eddb9f13db0a9fc");

    /// <summary>Its name, as tpm2_createak printed it.</summary>
    public const string AttestationName = "000b8b7b2fa25e40f8d3d49b62f24b4bf906539095c2d61e74ccccac41fb7909e055";

    /// <summary>tpm2_quote over PCR 15, with the extra data 00112233.</summary>
    public static readonly byte[] Quote = Convert.FromHexString(
        "ff54434780180022000b0846e0fbbbe9c5cdfcc6e5ea393e4b2872397d697374ef8e0f266ab102b411c3000400112233000000000000041c000000020000000001201910230016363600000001000b0300800000202a93b88ef38a941adce4a0490d6aa83880d2000268169ffad9d91d92d9b8c795");

    /// <summary>Its signature.</summary>
    public static readonly byte[] Signature = Convert.FromHexString(
        "0018000b00208d418add5d34c37bde780037be74f30304b34f689b750e887930f37a7ac7e89a002098c79eff64825b83001f82d88a44878f31b1d11ef167cb860265c6bfec19394c");

    /// <summary>What PCR 15 held.</summary>
    public const string PcrValue15 = "debb3e7acfff6dd18d501042273629f0b79cb206bb8c24f59f62ddb80849403b";

    public static byte[] Endorsement => EndorsementSized[2..];

    public static byte[] Attestation => AttestationSized[2..];

    public static EventLog Log { get; } = new(
    [
        TpmEvent.AgentStart(SampleEvidence.Digest("agent"), SampleEvidence.Digest("configuration"), "onnxruntime 1.22.0 cpu"),
        TpmEvent.ModelCurrent("vision", SampleEvidence.Digest("manifest")),
    ]);

    public static TpmEvidence Evidence { get; } = new(Quote, Signature, [new PcrValue(7, SampleEvidence.Digest("seven")), new PcrValue(15, Hex(PcrValue15))], Log);

    public static Sha256Digest Hex(string hex) => new(Convert.FromHexString(hex));
}
