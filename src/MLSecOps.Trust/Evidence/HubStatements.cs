using System.Security.Cryptography;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Cose;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Cms;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.Evidence;

/// <summary>What the hub states to a device, signed: challenges, acknowledgements of records, appraisals of evidence, and floors that are handed back.</summary>
/// <remarks>
/// COSE_Sign1 with the hub's signing certificate inside (x5chain) and a protected content type, so that none passes for another.
/// The certificate is a P-256 end entity below an anchor of the hub with extended key usage documentSigning (RFC 9336):
/// devices and operators, whose certificates lie below the same anchors, never have it.
/// </remarks>
public static class HubStatements
{
    /// <summary>Signs a nonce.</summary>
    /// <inheritdoc cref="SignAcknowledgement"/>
    public static byte[] SignChallenge(Challenge challenge, ECDsa key, IReadOnlyList<ReadOnlyMemory<byte>> certificates) =>
        CoseSignature.Sign(ChallengeCodec.Encode(challenge), key, Challenge.MediaType, certificates);

    /// <summary>Acknowledges that all records up to a head are in the hub's database. To be sent after the commit only.</summary>
    /// <param name="head">The last record's link.</param>
    /// <param name="key">The hub's signing key, P-256.</param>
    /// <param name="certificates">DER of its certificate and those above it, without the root; at least one.</param>
    public static byte[] SignAcknowledgement(ChainHead head, ECDsa key, IReadOnlyList<ReadOnlyMemory<byte>> certificates) =>
        CoseSignature.Sign(ChainHeadCodec.Encode(head), key, EvidenceProfile.AcknowledgementMediaType, certificates);

    /// <summary>Signs an appraisal.</summary>
    /// <inheritdoc cref="SignAcknowledgement"/>
    /// <returns>The message, or the claim that is not in its range.</returns>
    public static Parsed<ReadOnlyMemory<byte>> SignAppraisal(Ear ear, ECDsa key, IReadOnlyList<ReadOnlyMemory<byte>> certificates) =>
        EarWriter.Write(ear).Match<Parsed<ReadOnlyMemory<byte>>>(
            payload => (ReadOnlyMemory<byte>)CoseSignature.Sign(payload.Span, key, EvidenceProfile.ResultsMediaType, certificates),
            fault => fault);

    /// <summary>Judges an acknowledgement.</summary>
    /// <param name="message">Tagged COSE_Sign1; untrusted.</param>
    /// <param name="hub">The hub's anchors.</param>
    /// <param name="time">When.</param>
    /// <remarks>That the head is one of the device's own links is for the caller: an epoch is random, so one device's acknowledgement never fits another.</remarks>
    public static HubStatement<ChainHead> VerifyAcknowledgement(ReadOnlyMemory<byte> message, RolePolicy hub, VerificationTime time) =>
        Verify(message, EvidenceProfile.AcknowledgementMediaType, hub, time, cose => ChainHeadCodec.Decode(cose.Payload));

    /// <summary>Judges an appraisal.</summary>
    /// <param name="message">Tagged COSE_Sign1; untrusted.</param>
    /// <param name="ueid">The device that it must speak of.</param>
    /// <param name="hub">The hub's anchors.</param>
    /// <param name="time">When.</param>
    public static HubStatement<Ear> VerifyAppraisal(ReadOnlyMemory<byte> message, Ueid ueid, RolePolicy hub, VerificationTime time) =>
        Verify(message, EvidenceProfile.ResultsMediaType, hub, time, cose => ReadEar(cose, ueid));

    /// <summary>Judges a challenge. Its dates are the hub's to judge, when the answer comes: a device whose clock is wrong answers too.</summary>
    /// <param name="message">Tagged COSE_Sign1; untrusted.</param>
    /// <param name="ueid">The device that it came to.</param>
    /// <param name="hub">The hub's anchors.</param>
    /// <param name="time">When.</param>
    public static HubStatement<Challenge> VerifyChallenge(ReadOnlyMemory<byte> message, Ueid ueid, RolePolicy hub, VerificationTime time) =>
        Verify(message, Challenge.MediaType, hub, time, cose => ReadChallenge(cose, ueid));

    /// <summary>Signs floors that a device gets back.</summary>
    /// <inheritdoc cref="SignAcknowledgement"/>
    public static byte[] SignFloors(FloorStatement floors, ECDsa key, IReadOnlyList<ReadOnlyMemory<byte>> certificates) =>
        CoseSignature.Sign(FloorStatementCodec.Encode(floors), key, FloorStatement.MediaType, certificates);

    /// <summary>Judges floors that came in the hub's name.</summary>
    /// <param name="message">Tagged COSE_Sign1; untrusted.</param>
    /// <param name="ueid">The device that it came to.</param>
    /// <param name="epoch">The present epoch of its chain.</param>
    /// <param name="hub">The hub's anchors.</param>
    /// <param name="time">When.</param>
    public static HubStatement<FloorStatement> VerifyFloors(ReadOnlyMemory<byte> message, Ueid ueid, ChainEpoch epoch, RolePolicy hub, VerificationTime time) =>
        Verify(message, FloorStatement.MediaType, hub, time, cose => ReadFloors(cose, ueid, epoch));

    private static Parsed<FloorStatement> ReadFloors(CoseSign1 cose, Ueid ueid, ChainEpoch epoch) =>
        !FloorStatementCodec.Decode(cose.Payload, cose.PayloadOffset).TryGet(out FloorStatement? floors, out FormatFault? fault) ? fault
        : floors.Ueid != ueid ? new FormatFault(EvidenceReasons.FloorsForOther, cose.PayloadOffset, ueid.Hex, floors.Ueid.Hex)
        : floors.Epoch != epoch ? new FormatFault(EvidenceReasons.FloorsForOther, cose.PayloadOffset, $"epoch {epoch}", $"epoch {floors.Epoch}")
        : floors;

    private static Parsed<Challenge> ReadChallenge(CoseSign1 cose, Ueid ueid) =>
        !ChallengeCodec.Decode(cose.Payload, cose.PayloadOffset).TryGet(out Challenge? challenge, out FormatFault? fault) ? fault
        : challenge.Ueid is null || challenge.Ueid == ueid ? challenge
        : new FormatFault(EvidenceReasons.ChallengeForOther, cose.PayloadOffset, ueid.Hex, challenge.Ueid.Hex);

    private static Parsed<Ear> ReadEar(CoseSign1 cose, Ueid ueid) =>
        !EarParser.Parse(cose.Payload, cose.PayloadOffset).TryGet(out Ear? ear, out FormatFault? fault) ? fault
        : ear.Ueid == ueid ? ear
        : new FormatFault(EvidenceReasons.UeidMismatch, cose.PayloadOffset, ueid.Hex, ear.Ueid?.Hex ?? "no UEID");

    private static HubStatement<T> Verify<T>(ReadOnlyMemory<byte> message, string contentType, RolePolicy hub, VerificationTime time, Func<CoseSign1, Parsed<T>> read)
        where T : class
    {
        CheckList checks = new();
        T? value = null;
        if (CoseSign1Parser.Parse(message).TryGet(out CoseSign1? cose, out FormatFault? fault))
        {
            checks.Pass(EvidenceChecks.Envelope, "statement");
            if (CoseSignature.CheckContentType(checks, cose, "statement", contentType) && CheckSigner(checks, cose, hub, time))
            {
                if (read(cose).TryGet(out value, out fault))
                {
                    checks.Pass(EvidenceChecks.Statement, "statement");
                }
                else
                {
                    checks.Fail(EvidenceChecks.Statement, "statement", fault);
                }
            }
        }
        else
        {
            checks.Fail(EvidenceChecks.Envelope, "statement", fault);
        }

        checks.SkipRest(EvidenceChecks.OfStatement, "statement");
        return new HubStatement<T>(TrustVerdict.From(checks.All, PackageReasons.NotReached), value);
    }

    private static bool CheckSigner(CheckList checks, CoseSign1 cose, RolePolicy hub, VerificationTime time)
    {
        if (cose.Certificates.Count == 0)
        {
            checks.Fail(EvidenceChecks.CertificateChain, "statement", EvidenceReasons.HubCertificate, "the hub's certificate in the message", "no certificate");
            return false;
        }

        EndEntityAppraiser appraiser = new(checks, "statement", EvidenceReasons.HubCertificate, [Oids.DocumentSigning]);
        EndEntity? signer = appraiser.Judge(cose.Certificates[0], cose.Certificates.Skip(1), hub, time);
        if (signer is null)
        {
            return false;
        }

        using VerificationKey key = signer.Key;
        EndEntityAppraiser.CheckValidity(checks, "statement", signer.Start, signer.End, time);
        return CoseSignature.CheckKeyIdAndValue(checks, cose, "statement", key);
    }
}
