using System.Security.Cryptography.X509Certificates;
using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.EdgeAgent.Mqtt;
using MLSecOps.EdgeAgent.Tests.Hub;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.TestKit;
using MQTTnet;
using MQTTnet.Protocol;

namespace MLSecOps.EdgeAgent.Tests.Mqtt;

/// <summary>What a broker may say, and what the device does about it: as a table, and against brokers that say it.</summary>
public sealed class BrokerWordTests : IDisposable
{
    private const byte ServerReference = 0x1C, ReceiveMaximum = 0x21, MaximumPacketSize = 0x27;

    private readonly TestHub _hub = new();

    public void Dispose() => _hub.Dispose();

    [Fact]
    public void Every_code_that_a_packet_may_carry_has_a_row_and_no_other_does()
    {
        int[] known = [.. Codes<MqttConnectReasonCode>().Union(Codes<MqttPubAckReasonCode>()).Union(Codes<MqttSubscribeReasonCode>()).Union(Codes<MqttDisconnectReasonCode>())
            .Union(Codes<MqttUnsubscribeReasonCode>()).Union(Codes<MqttPubRelReasonCode>()).Union(Codes<MqttAuthenticateReasonCode>()).Order()];
        Assert.Equal(known, BrokerWord.All.Select(word => word.Code));
        Assert.All(BrokerWord.All, word => Assert.Equal(word.Code >= 0x80 || word.Code is 0x18 or 0x19, word.Reason is not null));
        Assert.All(BrokerWord.All, word => Assert.Equal(word.Reason is null, word.Answer == BrokerAnswer.GoesOn));
        SessionEnd.Broken unknown = Assert.IsType<SessionEnd.Broken>(BrokerWord.Of(0xEE).End("DISCONNECT", null, null));
        Assert.Equal((EnrolmentReasons.HubUnreachable, "DISCONNECT 0xEE (unknown)", false), (unknown.Reason, unknown.Detail, unknown.Later));
    }

    [Fact]
    public void The_page_of_the_reference_docs_has_the_table()
    {
        StringBuilder page = new("# Reason codes of the broker\n\n");
        page.Append("<!-- Made from BrokerWord.All; UPDATE_GOLDEN=1 tests/run BrokerWord writes it again. -->\n\n");
        page.Append("What the agent does about each reason code of MQTT 5.0, section 2.4, in CONNACK, PUBACK, SUBACK and DISCONNECT. A record that a PUBACK refuses stays in the spool and is sent again; only the hub's signed acknowledgement ends that. Another server that a broker names is told and never followed.\n\n");
        page.Append("| code | name | the agent | reason |\n|---|---|---|---|\n");
        foreach (BrokerWord word in BrokerWord.All)
        {
            string does = word.Answer switch
            {
                BrokerAnswer.GoesOn => "goes on",
                BrokerAnswer.TriesAgain => "tries again, at random below 1 s, 2 s, 4 s ... 5 min",
                BrokerAnswer.TriesAgainLater => "tries again, at random below 30 s, 1 min ... 5 min",
                _ => "waits 5 min, or for a token",
            };
            page.Append($"| 0x{word.Code:X2} | {word.Name} | {does} | {(word.Reason is { } reason ? $"[{reason.Code}](reasons.md#{reason.Code})" : string.Empty)} |\n");
        }

        ReferencePage.Matches("broker-codes.md", page.ToString());
    }

    [Theory]
    [InlineData(0x89, "BROKER_BUSY")]
    [InlineData(0x97, "BROKER_BUSY")]
    [InlineData(0x84, "BROKER_INCOMPATIBLE")]
    [InlineData(0x95, "MESSAGE_TOO_LARGE")]
    [InlineData(0x8A, "DEVICE_NOT_ENROLLED")]
    [InlineData(0x80, "HUB_UNREACHABLE")]
    public async Task A_refusal_of_the_connection_is_told_for_what_it_is(byte code, string reason)
    {
        await using ScriptedBroker broker = new(_hub, (_, _) => ScriptedBroker.Connack(code));
        Enrol(broker);
        await using LineDevice device = new(_hub, LineDevice.Hurry with { LaterRetry = TimeSpan.FromMilliseconds(20) });
        await _hub.UntilAsync(() => _hub.JournalText.Contains($"[{reason}]", StringComparison.Ordinal), "a finding");
        await _hub.UntilAsync(() => broker.Connections >= 2, "another attempt");
        Assert.Contains($"CONNACK 0x{code:X2}", _hub.JournalText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0x9C)]
    [InlineData(0x9D)]
    [RedTeam("G4", "Takes over the broker, and sends devices to another server", typeof(BrokerWord), "BROKER_MOVED")]
    public async Task Another_server_is_told_and_not_followed(byte code)
    {
        await using ScriptedBroker elsewhere = new(_hub, (_, _) => ScriptedBroker.Connack(0));
        await using ScriptedBroker broker = new(_hub, (_, _) => ScriptedBroker.Connack(code, ScriptedBroker.Text(ServerReference, elsewhere.Address)));
        Enrol(broker);
        await using LineDevice device = new(_hub, LineDevice.Hurry with { LaterRetry = TimeSpan.FromMilliseconds(20) });
        await _hub.UntilAsync(() => broker.Connections >= 3, "further attempts");
        Assert.Contains("[BROKER_MOVED]", _hub.JournalText, StringComparison.Ordinal);
        Assert.Contains($"it names {elsewhere.Address}, where this device does not go", _hub.JournalText, StringComparison.Ordinal);
        Assert.Equal(0, elsewhere.Connections);
    }

    [Fact]
    [RedTeam("G5", "Takes the device's session with a copy of its certificate", typeof(BrokerWord), "SESSION_TAKEN_OVER")]
    public async Task A_session_that_was_taken_is_told_and_the_device_waits_longer()
    {
        // Mosquitto 2.0 hangs up without a word; the hub's own broker says it.
        await using ScriptedBroker broker = new(_hub, (type, body) => type switch
        {
            ScriptedBroker.Connect => ScriptedBroker.Connack(0),
            ScriptedBroker.Subscribe => [.. ScriptedBroker.Suback(body), .. ScriptedBroker.Disconnect(0x8E)],
            _ => [],
        });
        Enrol(broker);
        await using LineDevice device = new(_hub, LineDevice.Hurry with { LaterRetry = TimeSpan.FromMinutes(5), LongestRetry = TimeSpan.FromMinutes(5) });
        await _hub.UntilAsync(() => _hub.JournalText.Contains("[SESSION_TAKEN_OVER]", StringComparison.Ordinal), "a finding");
        Assert.Contains("DISCONNECT 0x8E (session taken over)", _hub.JournalText, StringComparison.Ordinal);
        await Task.Delay(200, TestContext.Current.CancellationToken);
        Assert.Equal(1, broker.Connections);

        // It is a record too, so that the hub hears of it from whoever connects next.
        Assert.Contains(device.Chain.Pending(-1, 100), record => record.Payload is { } payload && Encoding.UTF8.GetString(payload.Span).Contains("SESSION_TAKEN_OVER", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Never_more_is_under_way_than_the_broker_takes_evidence_included()
    {
        await using ScriptedBroker broker = new(_hub, (type, body) => type switch
        {
            ScriptedBroker.Connect => ScriptedBroker.Connack(0, ReceiveMaximum, 0, 1),
            ScriptedBroker.Subscribe => [.. ScriptedBroker.Suback(body), .. Challenge(body)],
            ScriptedBroker.Publish => ScriptedBroker.Puback(body),
            _ => [],
        })
        {
            AnswerDelay = TimeSpan.FromMilliseconds(20),
        };
        Enrol(broker);
        await using LineDevice device = new(_hub);
        for (int i = 0; i < 10; i++)
        {
            device.Say($"R{i:d2}");
        }

        await _hub.UntilAsync(() => Published(broker, "up/evidence") >= 1 && Published(broker, "up/finding") >= 11, "records and evidence");
        Assert.Equal(1, broker.MostUnanswered);
        Assert.DoesNotContain(broker.Heard.Zip(broker.Heard.Skip(1)), pair => pair is { First.Type: ScriptedBroker.Connect, Second.Type: ScriptedBroker.Connect });
    }

    [Fact]
    public async Task What_is_larger_than_the_broker_takes_is_told_and_not_sent()
    {
        await using ScriptedBroker broker = new(_hub, (type, body) => type switch
        {
            ScriptedBroker.Connect => ScriptedBroker.Connack(0, MaximumPacketSize, 0, 0, 4, 0),
            ScriptedBroker.Subscribe => ScriptedBroker.Suback(body),
            ScriptedBroker.Publish => ScriptedBroker.Puback(body),
            _ => [],
        });
        Enrol(broker);
        await using LineDevice device = new(_hub);
        device.Say(new string('x', 2000));
        device.Say("SMALL");
        await _hub.UntilAsync(() => _hub.JournalText.Contains("[MESSAGE_TOO_LARGE]", StringComparison.Ordinal), "a finding");
        await _hub.UntilAsync(() => broker.Heard.Any(packet => Encoding.Latin1.GetString(packet.Body).Contains("SMALL", StringComparison.Ordinal)), "the next record");
        Assert.All(broker.Heard.Where(packet => packet.Type == ScriptedBroker.Publish), packet => Assert.True(packet.Body.Length < 1024));
        Assert.True(device.Line.Status!.Connected);
    }

    [Fact]
    public async Task A_record_that_the_broker_refuses_stays_and_is_told()
    {
        await using ScriptedBroker broker = new(_hub, (type, body) => type switch
        {
            ScriptedBroker.Connect => ScriptedBroker.Connack(0),
            ScriptedBroker.Subscribe => ScriptedBroker.Suback(body),
            ScriptedBroker.Publish => ScriptedBroker.Puback(body, 0x97),
            _ => [],
        });
        Enrol(broker);
        await using LineDevice device = new(_hub, LineDevice.Hurry with { AcknowledgementPatience = TimeSpan.FromMilliseconds(50) });
        ChainHead said = device.Say("REFUSED");
        await _hub.UntilAsync(() => Published(broker, "REFUSED") >= 3, "the record again and again");
        Assert.Contains("PUBACK 0x97 (quota exceeded)", _hub.JournalText, StringComparison.Ordinal);
        Assert.Contains("[BROKER_BUSY]", _hub.JournalText, StringComparison.Ordinal);
        Assert.Contains(device.Chain.Pending(-1, 100), record => record.Link.Head == said);
    }

    [Fact]
    public void Evidence_expires_at_the_broker_with_its_nonce()
    {
        Ueid ueid = TestHub.NewUeid();
        ChainHead head = new(new ChainEpoch([1, .. new byte[15]]), 7, Core.Digests.Sha256Digest.Of("x"u8));
        MqttApplicationMessage message = UpMessages.Of(ueid, new OpenNonce(new byte[32], TimeSpan.FromSeconds(89.5)), new MadeEvidence(new byte[10], head, EvidenceProfile.MediaType), TestHub.Now);
        Assert.Equal(90u, message.MessageExpiryInterval);
        LineOrders orders = new(TimeProvider.System);
        orders.Ask(new OpenNonce(new byte[32], TimeSpan.FromTicks(1)));
        orders.Ask(new OpenNonce(new byte[16], TimeSpan.FromMinutes(2)));
        OpenNonce asked = orders.TakeAsked()!.Value;
        Assert.Equal(16, asked.Nonce.Length);
        Assert.InRange(asked.Left, TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2));
        Assert.Null(orders.TakeAsked());
    }

    private static IEnumerable<int> Codes<T>()
        where T : struct, Enum => Enum.GetValues<T>().Select(code => Convert.ToInt32(code, System.Globalization.CultureInfo.InvariantCulture));

    private static int Published(ScriptedBroker broker, string what) =>
        broker.Heard.Count(packet => packet.Type == ScriptedBroker.Publish && Encoding.Latin1.GetString(packet.Body).Contains(what, StringComparison.Ordinal));

    private void Enrol(ScriptedBroker broker)
    {
        _hub.Configure("https://localhost:1", broker.Address);
        _ueid = _hub.Enrol(null);
    }

    private Ueid? _ueid;

    // The fleet's nonce as the broker keeps it, with QoS 0.
    private byte[] Challenge(byte[] subscribe)
    {
        Assert.NotEmpty(subscribe);
        DateTimeOffset now = DateTimeOffset.FromUnixTimeSeconds(TestHub.Now.ToUnixTimeSeconds());
        byte[] payload = Trust.Evidence.HubStatements.SignChallenge(
            new Challenge(new byte[32], now, now.AddMinutes(5), ChallengeKind.Epoch, null), _hub.Signer.GetECDsaPrivateKey()!, [_hub.Signer.RawData]);
        byte[] topic = Encoding.ASCII.GetBytes(Contracts.Telemetry.Topics.Down(_ueid!.Hex, Contracts.Telemetry.Topics.Challenge));
        byte[] body = [0, (byte)topic.Length, .. topic, 0, .. payload];
        return [0x30, (byte)(body.Length & 0x7f | 0x80), (byte)(body.Length >> 7), .. body];
    }
}
