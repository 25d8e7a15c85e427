"""From an address to a client: one server, Sentinel, or Cluster, each of which gives up in time and never retries.

    redis://[user:password@]host[:port][/database]              one server
    rediss://…  unix:///path                                    the same over TLS, or on a unix socket
    redis+sentinel://[user:password@]host[:port],…/name[/database]   the master of that name, as the sentinels know it
    redis+cluster://[user:password@]host[:port],…               a cluster, by some of its nodes

`rediss+sentinel://` and `rediss+cluster://` speak TLS. `?protocol=2` is for servers before Redis 6.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.cluster import ClusterNode, RedisCluster
from redis.retry import Retry
from redis.sentinel import Sentinel

from service.errors import InvalidSettings

Client = Redis | RedisCluster
REDIS_PORT, SENTINEL_PORT = 6379, 26379
QUERY = {"protocol": int, "ssl_ca_certs": str, "ssl_certfile": str, "ssl_keyfile": str, "ssl_cert_reqs": str}
"""What the query string of a Sentinel or Cluster address may say."""


def check(url: str) -> None:
    """Look whether an address can be used, without connecting.

    Raises:
        InvalidSettings: it cannot.
    """
    try:
        scheme = urlsplit(url).scheme
        if scheme.endswith("+sentinel"):
            sentinels(url)
        elif scheme.endswith("+cluster"):
            nodes(urlsplit(url), REDIS_PORT)
        else:
            one_server(url, {}).connection_pool.make_connection()
    except (ValueError, TypeError) as error:
        raise InvalidSettings(f"STANDFIRST_REDIS_URL cannot be used: {error}") from None


def connect(url: str, timeout: float) -> Client:
    """A client whose calls end within `timeout` seconds; options in the address do not change that.

    A cluster is asked for its nodes at once, the others when the first command is sent.

    Raises:
        redis.exceptions.RedisError: a cluster does not answer.
    """
    limits: dict[str, Any] = {
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
        "health_check_interval": 0,
        "retry": Retry(NoBackoff(), 0),
    }
    parts = urlsplit(url)
    if parts.scheme.endswith("+sentinel"):
        known, name, database = sentinels(url)
        # what watches the servers has no user and no database of theirs
        sentinel = Sentinel(  # type: ignore[no-untyped-call]
            known, sentinel_kwargs={**limits, **tls(parts)}, **limits, **access(parts)
        )
        master: Redis = sentinel.master_for(name, db=database)  # type: ignore[no-untyped-call]
        return master
    if parts.scheme.endswith("+cluster"):
        found = [ClusterNode(*node) for node in nodes(parts, REDIS_PORT)]  # type: ignore[no-untyped-call]
        return RedisCluster(startup_nodes=found, require_full_coverage=False, **limits, **access(parts))
    return one_server(url, limits)


def one_server(url: str, limits: Mapping[str, Any]) -> Redis:
    """A client of one server."""
    client = Redis.from_url(url, retry=Retry(NoBackoff(), 0))
    client.connection_pool.connection_kwargs.update(limits)
    return client


def sentinels(url: str) -> tuple[list[tuple[str, int]], str, int]:
    """Where the sentinels are, the name of the master they watch, and its database.

    Raises:
        ValueError: the address names none.
    """
    parts = urlsplit(url)
    name, _, database = parts.path.strip("/").partition("/")
    if not name:
        raise ValueError("the name of the master is missing: redis+sentinel://host:26379/name")
    return nodes(parts, SENTINEL_PORT), unquote(name), int(database or 0)


def nodes(parts: SplitResult, port: int) -> list[tuple[str, int]]:
    """Hosts and ports, separated by commas in the address.

    Raises:
        ValueError: there is none, or a port is no number.
    """
    found = []
    for place in parts.netloc.rpartition("@")[2].split(","):
        one = urlsplit(f"//{place}")
        if not one.hostname:
            raise ValueError("a host is missing")
        found.append((one.hostname, one.port or port))
    access(parts)
    return found


def access(parts: SplitResult) -> dict[str, Any]:
    """User, password, TLS and options of an address that names several hosts.

    Raises:
        ValueError: an option is not known, or is no number where one is due.
    """
    user, _, password = parts.netloc.rpartition("@")[0].partition(":")
    options: dict[str, Any] = {}
    for option, value in parse_qsl(parts.query):
        if option not in QUERY:
            raise ValueError(f"the option {option} is not known; {', '.join(QUERY)} are")
        options[option] = QUERY[option](value)
    given = {"username": unquote(user) or None, "password": unquote(password) or None}
    return {k: v for k, v in given.items() if v} | options | tls(parts)


def tls(parts: SplitResult) -> dict[str, Any]:
    """Whether the address asks for TLS."""
    return {"ssl": True} if parts.scheme.startswith("rediss+") else {}
