using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Cose;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tpm;

namespace MLSecOps.Hub.Attest;

/// <summary>Reads the claims of evidence, alone or with a TPM's part, before or without judging them.</summary>
internal static class EvidenceParts
{
    /// <summary>The claims; nothing of them is believed.</summary>
    /// <param name="message">Untrusted.</param>
    public static Parsed<EvidenceClaims> Claims(ReadOnlyMemory<byte> message)
    {
        ReadOnlyMemory<byte> signed = message;
        if (CmwMessage.Looks(message.Span))
        {
            if (!CmwMessage.Parse(message).TryGet(out CmwMessage? collection, out FormatFault? broken))
            {
                return broken;
            }

            signed = collection.Eat;
        }

        return CoseSign1Parser.Parse(signed).TryGet(out CoseSign1? cose, out FormatFault? fault) ? EvidenceParser.Parse(cose.Payload, cose.PayloadOffset) : fault;
    }

    /// <summary>The media type that a message of this form has.</summary>
    public static string MediaType(ReadOnlyMemory<byte> message) => CmwMessage.Looks(message.Span) ? CmwMessage.MediaType : EvidenceProfile.MediaType;
}
