using System.Net;
using System.Text.Json.Serialization.Metadata;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Hub;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Hub;

/// <summary>An answer of the hub that is no refusal.</summary>
/// <param name="Hub">The hub's address, for messages.</param>
/// <param name="Status">2xx.</param>
/// <param name="Body">Untrusted, bounded.</param>
internal sealed record HubAnswer(string Hub, HttpStatusCode Status, byte[] Body)
{
    /// <summary>The document of the body.</summary>
    /// <exception cref="CommandFailure">It is something else.</exception>
    public T Read<T>(JsonTypeInfo<T> type)
        where T : class =>
        HubJson.TryRead(Body, type, out T? value) ? value : throw Unreadable("it is not the document that was asked for");

    /// <summary>An answer that makes no sense.</summary>
    public CommandFailure Unreadable(string why) => new(CommandReasons.HubAnswer, $"the answer of the hub at {Hub} cannot be read", why);
}
