using MLSecOps.Contracts.Telemetry;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.Hub.Attest;
using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Mqtt;

namespace MLSecOps.Hub.Ingest;

/// <summary>What is to be said to devices once the transaction is committed, and not before.</summary>
internal sealed class Outbox(Statements statements)
{
    private readonly List<OutgoingMessage> _messages = [];
    private readonly Dictionary<(string Ueid, string Epoch), ChainPosition> _acknowledged = [];

    /// <summary>True when there is a new revocation list to be written.</summary>
    public bool HasRevocations { get; private set; }

    /// <summary>There is a new revocation list.</summary>
    public void Revocations() => HasRevocations = true;

    /// <summary>Everything up to a record is in the database. Of several for one chain the last one goes out.</summary>
    public void Acknowledge(string ueid, ChainPosition position)
    {
        if (!_acknowledged.TryGetValue((ueid, position.Epoch), out ChainPosition? before) || before.Sequence <= position.Sequence)
        {
            _acknowledged[(ueid, position.Epoch)] = position;
        }
    }

    /// <summary>The newest appraisal, kept by the broker.</summary>
    public void Appraisal(string ueid, ReadOnlyMemory<byte> appraisal) =>
        _messages.Add(new OutgoingMessage(Topics.Down(ueid, Topics.Appraisal), EvidenceProfile.ResultsMediaType, appraisal, Retain: true));

    /// <summary>A nonce: the fleet's is kept by the broker for devices that connect later, a question to one device is not.</summary>
    public void Challenge(string ueid, OpenChallenge challenge, DateTimeOffset now)
    {
        TimeSpan left = challenge.Expires > now ? challenge.Expires - now : TimeSpan.FromSeconds(1);
        _messages.Add(new OutgoingMessage(Topics.Down(ueid, Topics.Challenge), Formats.Eat.Challenge.MediaType, challenge.Statement, Retain: challenge.Ueid is null, left));
    }

    /// <summary>The newest directive, kept by the broker.</summary>
    public void Desired(IssuedDirective directive) =>
        _messages.Add(new OutgoingMessage(Topics.Down(directive.Ueid, Topics.Desired), MediaTypes.SignedDocument, directive.Message, Retain: true));

    /// <summary>The publishers' newest bulletin, kept by the broker.</summary>
    public void Bulletin(string ueid, StoredBulletin bulletin) =>
        _messages.Add(new OutgoingMessage(Topics.Down(ueid, Topics.Bulletin), MediaTypes.SignedDocument, bulletin.Message, Retain: true));

    /// <summary>Floors for a device that lost its own; not kept by the broker, since they are said again with each evidence that lacks them.</summary>
    public void Floors(FloorStatement floors) => _messages.Add(new OutgoingMessage(
        Topics.Down(floors.Ueid.Hex, Topics.Floors), FloorStatement.MediaType, statements.Sign(floors), Expiry: TimeSpan.FromHours(1)));

    /// <summary>A command.</summary>
    public void Command(string ueid, string verb) =>
        _messages.Add(new OutgoingMessage(Topics.CommandOf(ueid, verb), MediaTypes.Json, "{}"u8.ToArray(), Expiry: TimeSpan.FromMinutes(2)));

    /// <summary>Everything, in order; acknowledgements last, each signed now.</summary>
    public IEnumerable<OutgoingMessage> Messages()
    {
        foreach (OutgoingMessage message in _messages)
        {
            yield return message;
        }

        foreach (((string ueid, _), ChainPosition position) in _acknowledged)
        {
            if (ChainEpoch.TryParse(position.Epoch, out ChainEpoch epoch))
            {
                byte[] statement = statements.Sign(new ChainHead(epoch, position.Sequence, position.Digest));
                yield return new OutgoingMessage(Topics.Down(ueid, Topics.Acknowledgement), EvidenceProfile.AcknowledgementMediaType, statement);
            }
        }
    }
}
