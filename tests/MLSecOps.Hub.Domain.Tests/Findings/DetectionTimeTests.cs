using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Domain.Tests.Findings;

/// <summary>The stated worst case is one: a hub that looks as seldom as it may, at a device that falls silent at the worst moment.</summary>
public sealed class DetectionTimeTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan Nonce = TimeSpan.FromMinutes(5);

    [Fact]
    public void The_figures_are_sums_of_what_they_rest_on()
    {
        Assert.Equal(TimeSpan.FromSeconds((5 * 60) + (15 * 60) + 11), DetectionTime.OfSilence(Window, Nonce));
        Assert.Equal(TimeSpan.FromSeconds(150 + 30 + 11), DetectionTime.OfGap(Nonce));
    }

    /// <summary>Whenever the device stops, and however long somebody holds its last evidence back within the nonce's life, the alarm comes within the figure; and the figure is not padded.</summary>
    [Fact]
    public void Silence_shows_within_the_figure_and_not_much_before_in_the_worst_case()
    {
        TimeSpan worst = TimeSpan.Zero;
        for (int held = 0; held <= Nonce.TotalSeconds; held += 20)
        {
            for (int phase = 0; phase < DetectionTime.Look.TotalSeconds; phase++)
            {
                DateTimeOffset stopped = Some.Noon;
                DeviceState state = new(Some.Ueid) { EvidenceAt = stopped.AddSeconds(held), LastSeen = stopped.AddSeconds(held) };
                DateTimeOffset look = stopped.AddSeconds(phase);
                FindingChanges found = FindingChanges.None;
                while (found.Findings.Count == 0)
                {
                    look += DetectionTime.Look;
                    found = SilenceAlarm.Of(Some.Device(), state, [], look, Window);
                }

                Finding alarm = Assert.Single(found.Findings);
                Assert.Equal((look, state.EvidenceAt), (alarm.Opened, alarm.Caused));
                worst = look - stopped > worst ? look - stopped : worst;
            }
        }

        Assert.InRange(worst, DetectionTime.OfSilence(Window, Nonce) - DetectionTime.Look - DetectionTime.Round, DetectionTime.OfSilence(Window, Nonce));
    }

    [Fact]
    public void A_gap_says_since_when_it_is_one()
    {
        StoredRecord[] chain = Some.Chain(5);
        DeviceState state = new(Some.Ueid) { Acknowledged = Some.Position(chain[1]) };
        Finding gap = Assert.Single(GapAlarm.Of(state, chain[3], [], Some.Noon.AddSeconds(42)).Findings);
        Assert.Equal((Some.Noon, TimeSpan.FromSeconds(42)), (gap.Caused, gap.Opened - gap.Caused));
    }
}
