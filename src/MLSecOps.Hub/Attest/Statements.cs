using System.Security.Cryptography;
using MLSecOps.Core.Bytes;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Identity;
using MLSecOps.Trust.Evidence;

namespace MLSecOps.Hub.Attest;

/// <summary>Signs what the hub states. One key object, one signature at a time.</summary>
internal sealed class Statements(HubIdentity identity) : IDisposable
{
    private readonly Lock _use = new();
    private readonly ECDsa _key = identity.OpenSigningKey();

    /// <summary>A nonce.</summary>
    public byte[] Sign(Challenge challenge)
    {
        lock (_use)
        {
            return HubStatements.SignChallenge(challenge, _key, identity.SignerCertificates);
        }
    }

    /// <summary>Everything up to the head is committed.</summary>
    public byte[] Sign(ChainHead head)
    {
        lock (_use)
        {
            return HubStatements.SignAcknowledgement(head, _key, identity.SignerCertificates);
        }
    }

    /// <summary>Floors for a device that lost its own.</summary>
    public byte[] Sign(FloorStatement floors)
    {
        lock (_use)
        {
            return HubStatements.SignFloors(floors, _key, identity.SignerCertificates);
        }
    }

    /// <summary>An appraisal.</summary>
    /// <returns>The message; or what does not fit into one, as of a device that claims more than its appraisal may hold.</returns>
    public Parsed<ReadOnlyMemory<byte>> Sign(Ear ear)
    {
        lock (_use)
        {
            return HubStatements.SignAppraisal(ear, _key, identity.SignerCertificates);
        }
    }

    public void Dispose() => _key.Dispose();
}
