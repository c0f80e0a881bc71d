using MLSecOps.Cli.Files;

namespace MLSecOps.Cli.Keys;

/// <summary>All keys and certificates of a new fleet, written as they are made.</summary>
/// <remarks>
/// <code>
/// anchors/ROLE.pem           publisher, director, root, hub, timestamp and operator: CAs
/// keys/ROLE-ca.key           their keys: for offline keeping
/// keys/ROLE.pem, .key        publisher, director, root: signers; timestamp: signs time-stamp tokens; operator: a client of the hub
/// hub/tls.pem, .key          the hub as a server
/// hub/client.pem, .key       the hub as a client of a broker elsewhere, whose access list knows it as mlsec-hub
/// hub/signer.pem, .key       what it states about evidence
/// hub/device-ca.pem, .key    below the hub's anchor: issues certificates to devices
/// hub/director.pem, .key     below the director's anchor: signs directives of rollouts
/// hub/operators.pem          anchors/operator.pem: who may steer
/// hub/issuers.crl            empty revocation lists of the hub's and the operators' anchors, for brokers that look at lists
/// </code>
/// The keys in hub/ are never encrypted: a service reads them at start, when nobody is there to type.
/// </remarks>
internal sealed class FleetKeys(ResultDirectory directory, string? fleet, string? passphrase, DateTimeOffset now)
{
    public const UnixFileMode Public = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly CertificateIssue _issue = new(now);

    /// <summary>Makes and writes them.</summary>
    /// <param name="hosts">Under which names the hub is reached.</param>
    public void Write(IReadOnlyList<HubHost> hosts)
    {
        using KeyedCertificate publisher = Anchor("publisher");
        Signer("publisher", publisher);
        using KeyedCertificate director = Anchor("director");
        Signer("director", director);
        using KeyedCertificate root = Anchor("root");
        Signer("root", root);
        using KeyedCertificate hub = Anchor("hub", pathLength: 1); // The device CA comes between it and devices.
        Hub("tls", _issue.EndEntity(Name("hub tls 1"), KeyUses.Server, hub, HubHost.Extension(hosts)));
        Hub("client", _issue.EndEntity("mlsec-hub", KeyUses.Client, hub));
        Hub("signer", _issue.EndEntity(Name("hub signer 1"), KeyUses.Documents, hub));
        Hub("device-ca", _issue.Intermediate(Name("hub device CA 1"), KeyUses.Client, hub));
        Hub("director", _issue.EndEntity(Name("director hub 1"), KeyUses.Code, director));
        using KeyedCertificate timestamp = Anchor("timestamp");
        using KeyedCertificate stamper = _issue.EndEntity(Name("timestamp 1"), KeyUses.TimeStamping, timestamp);
        Pair("keys/timestamp", stamper, passphrase);
        using KeyedCertificate operators = Anchor("operator");
        using KeyedCertificate client = _issue.EndEntity(Name("operator 1"), KeyUses.Client, operators);
        Pair("keys/operator", client, passphrase);
        directory.Write("hub/operators.pem", operators.CertificatePem, Public);
        directory.Write("hub/issuers.crl", hub.EmptyListPem(now) + operators.EmptyListPem(now), Public);
    }

    private string Name(string rest) => fleet is null ? rest : $"{fleet} {rest}";

    private KeyedCertificate Anchor(string role, int pathLength = 0)
    {
        KeyedCertificate anchor = _issue.Anchor(Name($"{role} CA"), pathLength);
        directory.Write($"anchors/{role}.pem", anchor.CertificatePem, Public);
        directory.Write($"keys/{role}-ca.key", anchor.KeyPem(passphrase), Secret);
        return anchor;
    }

    private void Signer(string role, KeyedCertificate anchor)
    {
        using KeyedCertificate signer = _issue.EndEntity(Name($"{role} 1"), KeyUses.Code, anchor);
        Pair($"keys/{role}", signer, passphrase);
    }

    private void Hub(string name, KeyedCertificate made)
    {
        using KeyedCertificate pair = made;
        Pair($"hub/{name}", pair, null);
    }

    // The key first: it makes a folder that only its owner enters.
    private void Pair(string path, KeyedCertificate pair, string? protection)
    {
        directory.Write($"{path}.key", pair.KeyPem(protection), Secret);
        directory.Write($"{path}.pem", pair.CertificatePem, Public);
    }
}
