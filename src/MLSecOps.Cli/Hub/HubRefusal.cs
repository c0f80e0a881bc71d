using System.Globalization;
using System.Net;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Hub;

/// <summary>The hub answered that it will not.</summary>
internal sealed class HubRefusal(HttpStatusCode status, Failure failure) : CommandFailure(failure)
{
    /// <summary>The HTTP status.</summary>
    public HttpStatusCode Status => status;

    /// <summary>Reads what it says. Its code decides the exit code as far as this program knows it; a refusal is never good news, whatever the code.</summary>
    /// <param name="hub">The hub's address.</param>
    /// <param name="status">Not 2xx.</param>
    /// <param name="body">Untrusted.</param>
    public static HubRefusal Of(string hub, HttpStatusCode status, byte[] body)
    {
        string number = ((int)status).ToString(CultureInfo.InvariantCulture);
        if (!HubJson.TryRead(body, HubJson.Default.HubError, out HubError? error))
        {
            return new HubRefusal(status, new Failure(CommandReasons.HubAnswer, $"the answer of the hub at {hub} cannot be read", $"it is HTTP status {number} without a reason"));
        }

        return ReasonCatalogue.Find(error.Reason) is { Class: not ReasonClass.Notice } known
            ? new HubRefusal(status, new Failure(known, $"the hub at {hub} refused: {error.Message}", error.Why))
            : new HubRefusal(status, new Failure(CommandReasons.HubRefused, $"the hub at {hub} refused: {error.Message}", $"its reason is {error.Reason}, HTTP status {number}{(error.Why is null ? string.Empty : $"; {error.Why}")}"));
    }
}
